// Gradio waits for ever on a line to the server that broke while nothing was on its way: whatever is asked after
// that never comes. So a broken line is noticed here, and the page loads anew as soon as the server answers.
(() => {
  const ask = window.fetch;
  let leaving = false;

  async function comeBack() {
    while (!(await ask("gradio_api/app_id").catch(() => null))?.ok) await new Promise((go) => setTimeout(go, 500));
    if (!leaving) location.reload();
  }

  async function watch(stream) {
    const reader = stream.getReader();
    try {
      while (!(await reader.read()).done);
    } catch (error) {
      if (error.name !== "AbortError" && !leaving) comeBack();
    }
  }

  window.fetch = async (...asked) => {
    const reply = await ask(...asked);
    if (!reply.body || !String(asked[0]?.url || asked[0]).includes("/queue/data?")) return reply;
    const [theirs, ours] = reply.body.tee();
    watch(ours);
    return new Response(theirs, reply);
  };

  window.addEventListener("pagehide", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));
})();
