// Keeps the conversation, and fills in what Gradio's chat lacks: copying, saving, editing, and words for a
// screen reader.
(() => {
  const DRAFT = "review-chat-draft";
  const QUIET = 250; // milliseconds without anything more of a conversation that was left
  const TRIES = 20; // as often is a question sent that waited for that
  const LONGEST = 5000; // milliseconds after which a question goes out all the same
  let editing = null;
  let brought = false; // Gradio shows a conversation, or has shown one
  let left = false; // a conversation was left, and nothing is asked yet in the new one
  let settling = 0; // the timer of a conversation that is being left: until it has gone, a question waits
  let waiting = null; // what was pressed meanwhile: the button that sends the question, or an example

  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function lean(message) {
    const parts = Array.isArray(message.content) ? message.content : [message.content];
    const content = parts.map((part) => (typeof part === "string" ? part : part.text || "")).join("");
    return { role: message.role, content, options: message.options || [] };
  }

  function keep(chat) {
    if (!chat || !chat.length) return [];
    if (left) {
      byId("fresh")?.click(); // the end of an answer that was on its way when its conversation was left
      return [];
    }
    brought = true;
    sent();
    archive.keep(chat.map(lean), location.search);
    return [];
  }

  // A question that the conversation shows is no draft any more, and stands in the box no longer.
  function sent() {
    const draft = archive.get("sessionStorage", DRAFT);
    if (!draft || all("#chat .asked").pop()?.textContent !== draft) return;
    if (document.querySelector("#question textarea")?.value === draft) write("", false);
    drafted(null);
  }

  const drafted = (text) => archive.set("sessionStorage", DRAFT, text);

  // What Gradio asks for when it loads: this tab's conversation, unless the address asks a question anew.
  function kept() {
    const draft = archive.get("sessionStorage", DRAFT);
    if (draft) write(draft);
    const own = archive.open((one) => one.search === location.search || !location.search);
    return JSON.stringify(own ? { chat: own.chat } : { search: location.search });
  }

  // What an answer still brings when its conversation is left would drop a question that comes at once.
  function settle(delay) {
    clearTimeout(settling);
    settling = setTimeout(() => {
      settling = 0;
      if (waiting) send(waiting.matches(".example") ? waiting : null, TRIES);
      waiting = null;
    }, delay);
  }

  // Gradio drops what is sent while it still counts the stopped answer as running.
  function send(example, tries) {
    const taken = example ? !left && all("#chat .asked").length : !document.querySelector("#question textarea")?.value;
    if (!tries || taken) return;
    if (!settling) (example || document.querySelector("#question .submit-button"))?.click();
    setTimeout(() => send(example, tries - 1), QUIET);
  }

  function held(event) {
    if (!settling) return;
    const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.closest?.("#question");
    const pressed = event.type === "click" && event.target.closest?.("#question button, .example");
    if (!sends && !pressed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = pressed || sends;
  }
  for (const kind of ["keydown", "keypress", "click"]) document.addEventListener(kind, held, true);
  document.addEventListener("click", (event) => event.target.closest("#fresh") && settle(LONGEST), true);

  function begin() {
    settle(QUIET);
    if (left) return [];
    left = true;
    archive.turn();
    editing = null;
    history.pushState(null, "", location.pathname);
    listEarlier();
    return [];
  }

  // An edited question goes on from where it stood, in a conversation of its own; the old one stays.
  function before(chat) {
    left = false;
    const from = editing;
    editing = null;
    byId("talk")?.classList.remove("editing");
    if (from === null) return chat.length || brought ? chat : archive.held(); // it may be asked before Gradio has brought it back
    archive.turn();
    const asked = chat.flatMap((message, i) => (message.role === "user" ? [i] : []));
    return chat.slice(0, asked[from] ?? chat.length);
  }

  function write(text, focus = true) {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (focus) box.focus();
  }

  function edit(button) {
    const message = button.closest(".message-content");
    editing = all("#chat .edit").indexOf(button);
    byId("talk").classList.add("editing");
    write(message.querySelector(".asked").textContent);
    say("Editing the question. Enter asks it again from there; Escape leaves it as it was.");
  }

  function leave() {
    if (editing === null) return;
    editing = null;
    byId("talk").classList.remove("editing");
    write("");
  }

  // Copying and saving read what the page shows, so they hold exactly that.
  const said = (answer, cited) =>
    all(".said p", answer).map((paragraph) => {
      const copy = paragraph.cloneNode(true);
      for (const extra of all(cited ? ".badge, .long, .sr" : ".badge, .long, .sr, a", copy)) extra.remove();
      return copy.textContent.replace(/\s+/g, " ").replace(/ ([.,;])/g, "$1").trim();
    }).join("\n\n");

  const entries = (answer) =>
    all("details.sources:first-of-type .cites > li", answer).map((li) => ({
      marker: li.querySelector("a").textContent,
      path: li.querySelector(".path").textContent,
      quote: li.querySelector("blockquote").textContent.replace(/\s+/g, " ").trim(),
      references: all(".reference", li).map((reference) => reference.textContent.trim()),
    }));

  const cited = (answer) =>
    [said(answer, true), ...entries(answer).map((e) =>
      [`${e.marker} ${e.path}`, `“${e.quote}”`, ...e.references].join("\n"))].join("\n\n");

  const plain = (text) => text.replace(/([\\`*_[\]<>#|!])/g, "\\$1");

  const markdown = (question, answer) =>
    [`## ${plain(question)}`, plain(said(answer, true)).replace(/\\\[(\d+)\\\]/g, "[$1]"), ...entries(answer).map((e) =>
      [`- ${e.marker} ${plain(e.path)}: “${plain(e.quote)}”`, ...e.references.map((r) => `  - ${plain(r)}`)].join("\n"))]
      .join("\n\n");

  const questionOf = (answer) => all("#chat .asked")[all("#chat .bot .message-content").indexOf(answer)]?.textContent || "";

  function save(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function saveAll() {
    const answers = all("#chat .bot .message-content").filter((answer) => answer.querySelector(".said"));
    if (!answers.length) return say("There is nothing to save yet; ask a question first.");
    save(answers.map((answer) => markdown(questionOf(answer), answer)).join("\n\n"), "conversation.md");
    return say("Saved as conversation.md.");
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const box = document.createElement("textarea"); // an address without TLS has no clipboard of its own
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    const label = button.textContent;
    button.textContent = "Copied";
    say("Copied.");
    setTimeout(() => (button.textContent = label), 1500);
  }

  function act(button, event) {
    const answer = button.closest(".message-content");
    if (button.matches(".edit")) edit(button);
    if (button.matches(".copy")) copy(said(answer, false), button);
    if (button.matches(".copy-cited")) copy(cited(answer), button);
    if (button.matches(".save")) save(markdown(questionOf(answer), answer), "answer.md");
    if (button.matches(".permalink")) {
      event.preventDefault();
      copy(new URL(button.getAttribute("href"), location.href.split(/[?#]/)[0]).href, button);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#chat .act");
    if (button && !event.ctrlKey && !event.metaKey) act(button, event);
    const earlier = event.target.closest("#earlier [data-id]");
    if (earlier) {
      archive.turn(earlier.dataset.id);
      location.assign(location.pathname);
    }
    if (event.target.closest("#forget")) {
      archive.forget();
      listEarlier();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Escape" && event.target.closest?.("abbr")) event.target.blur();
  });

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.closest("#question")) return;
    drafted(box.value);
    const full = box.value.length >= box.maxLength ? `A question has at most ${box.maxLength} characters; the rest is left out.` : "";
    if (full && !byId("question").dataset.full) say(full);
    byId("question").dataset.full = full;
  });

  function listEarlier() {
    const place = byId("earlier");
    if (!place) return;
    const others = archive.all().filter((one) => one.id !== archive.current()).slice(0, 5);
    place.replaceChildren();
    if (!others.length) return;
    const title = document.createElement("h2");
    title.textContent = "Earlier conversations in this browser";
    const list = document.createElement("ul");
    list.append(...others.map((one) => entry(one)));
    const forget = Object.assign(document.createElement("button"), { id: "forget", type: "button", textContent: "Forget them" });
    place.append(title, list, forget);
  }

  function entry(one) {
    const first = new DOMParser().parseFromString(one.chat[0]?.content || "", "text/html").querySelector(".asked");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: first?.textContent || "…" });
    button.dataset.id = one.id;
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  function say(text) {
    const place = byId("announcer");
    if (place) place.textContent = text;
    return [];
  }

  // Gradio labels a message with its raw HTML and keeps the newest line in view: a reader wants neither.
  let shown = 0;
  let told = 0;
  let following = false; // a new question stays at the top while its answer grows, until the reader does something
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(kind, () => (following = false), { passive: true });
  }
  function tidy() {
    for (const message of all('#chat [aria-label*="message: "]')) message.removeAttribute("aria-label");
    for (const log of all('#chat [role="log"]')) log.setAttribute("aria-live", "off");
    const asked = all("#chat .asked");
    if (asked.length > shown) following = true;
    if (following && asked.length) asked[asked.length - 1].scrollIntoView({ block: "start" });
    shown = asked.length;
    const done = all("#chat .bot .message-content").filter((answer) => answer.querySelector(".acts, .ended"));
    if (done.length > told) say(said(done[done.length - 1], false) || done[done.length - 1].textContent);
    told = done.length;
    const place = byId("earlier");
    if (place && !place.dataset.listed) {
      place.dataset.listed = "yes";
      listEarlier();
    }
  }
  new MutationObserver(tidy).observe(document, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

  window.reviewChat = { keep, kept, fresh: begin, before, saveAll };
})();
