// Opens the source at the place that a marker names: #cite=<document>:<start>-<end>, offsets in characters.
(() => {
  const FRAGMENT = /^#cite=([^:]+):(\d+)-(\d+)$/;
  let opener = null;

  const byId = (id) => document.getElementById(id);

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
    }
  }

  async function open(fragment) {
    const match = FRAGMENT.exec(fragment);
    if (!match) return;
    const pane = byId("source-text");
    await load(decodeURIComponent(match[1]));
    clear(pane);
    highlight(pane, Number(match[2]), Number(match[3]));
    byId("source").classList.add("open");
    const first = pane.querySelector("mark");
    if (first) {
      const top = first.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
      pane.scrollTo({ top: top - pane.clientHeight / 3 });
    }
    pane.focus({ preventScroll: true });
  }

  function close() {
    byId("source").classList.remove("open");
    if (opener && opener.isConnected) opener.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#source-close")) return close();
    const link = event.target.closest('a[href*="#cite="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = link;
    history.replaceState(null, "", link.hash);
    open(link.hash);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && byId("source")?.classList.contains("open")) close();
  });

  window.addEventListener("hashchange", () => open(location.hash));

  // Gradio labels a message with its raw HTML and keeps the newest line in view: a reader wants neither.
  function tidy() {
    for (const message of document.querySelectorAll('#chat [aria-label*="message: "]')) message.removeAttribute("aria-label");
    const asked = document.querySelectorAll("#chat .asked");
    if (asked.length > shown) asked[asked.length - 1].scrollIntoView({ block: "start" });
    shown = asked.length;
  }
  let shown = 0;
  new MutationObserver(tidy).observe(document, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

  const ready = new MutationObserver(() => {
    if (!byId("source-text") || !byId("about")) return;
    ready.disconnect();
    load(byId("about").dataset.document).then(() => open(location.hash));
  });
  ready.observe(document, { childList: true, subtree: true });
})();
