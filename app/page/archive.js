// The conversations kept in this browser alone, the last one first. A tab has its own, which a reload brings back;
// one that opens in a second tab goes on there, and the first tab goes on with a copy: no two write the same one.
// Where storage is denied, full or holds something else, the page does without.
const archive = (() => {
  const NAME = "review-chat";
  const MOST = 20;
  const fresh = () => `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
  const page = fresh(); // this page, from its load to its end
  let own = null; // the id of the conversation that it shows
  let last = null; // and what it kept of it

  function get(place, name) {
    try {
      return window[place].getItem(name);
    } catch {
      return null;
    }
  }

  function set(place, name, value) {
    try {
      if (value === null) window[place].removeItem(name);
      else window[place].setItem(name, value);
      return true;
    } catch {
      return false;
    }
  }

  function all() {
    try {
      const read = JSON.parse(get("localStorage", NAME));
      return read.filter((one) => one.id && one.chat.length && one.chat.every((message) => typeof message.content === "string"));
    } catch {
      return [];
    }
  }

  function write(conversations) {
    const kept = conversations.slice(0, MOST);
    while (kept.length && !set("localStorage", NAME, JSON.stringify(kept))) kept.pop(); // the oldest makes room
  }

  function current() {
    own ||= get("sessionStorage", NAME) || fresh();
    set("sessionStorage", NAME, own);
    return own;
  }

  function turn(to = fresh()) {
    [own, last] = [to, null];
    return current();
  }

  function put() {
    write([{ id: current(), page, ...last }, ...all().filter((one) => one.id !== own)]);
  }

  // Another tab has taken the conversation over: this one goes on with a copy.
  function part() {
    const taken = all().find((one) => one.id === current());
    if (!taken || taken.page === page) return;
    const mine = last;
    turn();
    last = mine;
    if (last) put();
  }

  function keep(chat, search) {
    part();
    last = { search, chat };
    put();
  }

  // Returns this tab's conversation, if it was begun at an address that fits, and takes it over.
  function open(fits) {
    const found = all().find((one) => one.id === current());
    if (!found) return null;
    if (!fits(found)) return turn() && null;
    last = { search: found.search, chat: found.chat };
    put();
    return found;
  }

  const held = () => all().find((one) => one.id === current())?.chat || [];

  window.addEventListener("storage", (event) => event.key === NAME && last && part());

  return { all, current, turn, keep, open, held, get, set, forget: () => set("localStorage", NAME, null) };
})();
