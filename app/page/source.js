// Opens the source at the place that a marker names: #cite=<document>[@<edition>]:<start>-<end>[:<reference>,...],
// the offsets in characters of that edition of the text. The link holds all of it, so that no two answers can share
// a source, and a text that has changed is never marked where its words stood before.
(() => {
  const FRAGMENT = /^#cite=([^:@]+)(?:@(\w+))?:(\d+)-(\d+)(?::([\d,]+))?$/;
  const LINK = 'a[href*="#cite="]';
  const CHANGED = "This review has changed since the link was made, so nothing is marked. Ask again.";
  const NOWHERE = "The link names a place that this review does not have.";
  let opener = null;
  let turns = 0; // how many places were asked for

  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;

  // Returns the HTML of a review, or nothing where the pane holds it already.
  async function load(id, edition) {
    const held = byId("source-text").dataset;
    if (held.document === id && [undefined, held.edition].includes(edition)) return "";
    const response = await fetch(`source/${encodeURIComponent(id)}`);
    if (!response.ok) throw new Error(`no source ${id}`);
    return response.text();
  }

  function put(id, text) {
    const pane = byId("source-text");
    pane.innerHTML = text;
    const { title, edition } = pane.querySelector("article").dataset;
    Object.assign(pane.dataset, { document: id, edition });
    byId("source-title").textContent = title;
  }

  function clear(pane) {
    for (const mark of pane.querySelectorAll("mark")) {
      const leaf = mark.parentNode;
      mark.replaceWith(mark.textContent);
      leaf.normalize();
    }
    for (const row of pane.querySelectorAll(".lit")) row.classList.remove("lit");
  }

  // Python counts characters, the browser UTF-16 units: hence Array.from.
  function highlight(pane, start, end) {
    for (const leaf of pane.querySelectorAll("[data-start]")) {
      const at = Number(leaf.dataset.start);
      if (at >= end) break;
      const text = Array.from(leaf.textContent);
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, text.length);
      if (from >= to) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to).join("");
      leaf.replaceChildren(text.slice(0, from).join(""), mark, text.slice(to).join(""));
      leaf.closest(".row")?.classList.add("lit");
    }
  }

  function references(numbers) {
    const known = numbers.map((n) => document.querySelector(`#all-references > [data-number="${n}"]`)).filter(Boolean);
    const list = byId("source-references");
    list.hidden = !known.length;
    list.querySelector("ol").replaceChildren(...known.map((entry) => entry.cloneNode(true)));
  }

  function scrollTo(pane) {
    const first = pane.querySelector("mark");
    if (!first) return pane.scrollTo({ top: 0 });
    const top = first.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    pane.scrollTo({ top: top - pane.clientHeight / 3 });
  }

  function note(text) {
    byId("source-note").textContent = text;
    byId("source-note").hidden = !text;
  }

  function fail(id) {
    byId("source-text").replaceChildren();
    delete byId("source-text").dataset.document;
    note("");
    references([]);
    byId("source-title").textContent = `“${id}” is not in the library now; add it again under Library to read it.`;
  }

  function read(fragment) {
    try {
      const [, id, edition, start, end, numbers] = FRAGMENT.exec(fragment);
      return { id: decodeURIComponent(id), edition, start: Number(start), end: Number(end), numbers: numbers?.split(",") || [] };
    } catch {
      return null; // not a link of ours
    }
  }

  function show(pane, place) {
    const changed = place.edition && place.edition !== pane.dataset.edition;
    clear(pane);
    if (!changed) highlight(pane, place.start, place.end);
    const nowhere = place.end > place.start && !pane.querySelector("mark");
    note(changed ? CHANGED : nowhere ? NOWHERE : "");
    references(changed ? [] : place.numbers);
    scrollTo(pane);
    pane.focus({ preventScroll: true });
  }

  async function open(fragment) {
    const place = read(fragment);
    if (!place) return shut();
    root.dataset.source = "open";
    const turn = ++turns;
    const text = await load(place.id, place.edition).catch(() => null);
    if (turn !== turns) return; // another place was asked for in the meantime
    if (text === null) return fail(place.id);
    if (text) put(place.id, text);
    show(byId("source-text"), place);
  }

  // On the chat of a wide page the source stays in view; elsewhere it comes when it is asked for.
  function shut() {
    root.dataset.source = document.querySelector("#tab-chat-button[aria-selected=true]") ? "beside" : "shut";
  }

  function close() {
    if (location.hash) history.pushState(null, "", location.pathname + location.search);
    root.dataset.source = "shut";
    if (opener && opener.isConnected) opener.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#source-close")) return close();
    if (event.target.closest("[role=tab]")) return setTimeout(shut);
    const link = event.target.closest(LINK);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = link;
    if (link.hash !== location.hash) history.pushState(null, "", link.hash);
    open(link.hash);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.dataset.source === "open") close();
  });

  window.addEventListener("popstate", () => open(location.hash));

  const ready = new MutationObserver(async () => {
    const about = byId("about");
    if (!byId("source-text") || !about || !about.dataset.document) return;
    ready.disconnect();
    if (read(location.hash)) return open(location.hash);
    const text = await load(about.dataset.document).catch(() => "");
    if (text && !turns) put(about.dataset.document, text);
  });
  ready.observe(document, { childList: true, subtree: true, attributeFilter: ["data-document"] });
  root.dataset.source = "beside";
})();
