// Opens the source at the place that a marker names: #cite=<document>:<start>-<end>[:<reference>,...], the
// offsets in characters. The link holds all of it, so that no two answers can share a source.
(() => {
  const FRAGMENT = /^#cite=([^:]+):(\d+)-(\d+)(?::([\d,]+))?$/;
  const LINK = 'a[href*="#cite="]';
  let opener = null;

  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;

  async function load(id) {
    const pane = byId("source-text");
    if (pane.dataset.document === id) return;
    const response = await fetch(`source/${encodeURIComponent(id)}`);
    if (!response.ok) throw new Error(`no source ${id}`);
    pane.innerHTML = await response.text();
    pane.dataset.document = id;
    byId("source-title").textContent = pane.querySelector("article").dataset.title;
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

  function fail(id) {
    byId("source-text").replaceChildren();
    delete byId("source-text").dataset.document;
    byId("source-title").textContent = `“${id}” is not in the library now; add it again under Library to read it.`;
  }

  async function open(fragment) {
    const match = FRAGMENT.exec(fragment);
    if (!match) return shut();
    const pane = byId("source-text");
    const id = decodeURIComponent(match[1]);
    root.dataset.source = "open";
    try {
      await load(id);
    } catch {
      return fail(id);
    }
    clear(pane);
    highlight(pane, Number(match[2]), Number(match[3]));
    references(match[4] ? match[4].split(",") : []);
    scrollTo(pane);
    pane.focus({ preventScroll: true });
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
    await load(about.dataset.document);
    if (location.hash) open(location.hash);
  });
  ready.observe(document, { childList: true, subtree: true, attributeFilter: ["data-document"] });
  root.dataset.source = "beside";
})();
