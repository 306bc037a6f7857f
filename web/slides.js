// One slide at a time: arrow keys, space, Home and End, F for full screen, Escape to leave it, B to blank the
// screen, N for the presenter's notes, a swipe on a phone.
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const where = document.getElementById("where");
  const isRtl = document.documentElement.dir === "rtl";
  let at = 0;

  const show = (number) => {
    at = Math.min(Math.max(number, 0), slides.length - 1);
    slides.forEach((slide, index) => slide.classList.toggle("current", index === at));
    where.textContent = `${at + 1} / ${slides.length}`;
    if (location.hash !== `#${at + 1}`) history.replaceState(null, "", `#${at + 1}`);
  };
  const asked = () => Number.parseInt(location.hash.slice(1), 10) - 1 || 0;
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());

  // On the page where slides are put together they stand small beside each other (#all); one opens on its own.
  const overview = () => {
    document.body.classList.add("overview");
    slides.forEach((slide, index) => {
      slide.tabIndex = 0;
      const open = () => window.open(`${location.pathname}${location.search}#${index + 1}`, "_blank", "noopener");
      slide.addEventListener("click", open);
      slide.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
    });
  };
  if (location.hash === "#all") { overview(); return; }

  const notesButton = document.getElementById("notes");
  const notes = () => notesButton.setAttribute("aria-pressed", String(document.body.classList.toggle("noted")));
  const blank = () => document.body.classList.toggle("blank");
  const light = () => document.body.classList.remove("blank");

  const forward = isRtl ? "ArrowLeft" : "ArrowRight";
  const backward = isRtl ? "ArrowRight" : "ArrowLeft";
  const keys = {
    [forward]: () => show(at + 1), [backward]: () => show(at - 1),
    ArrowDown: () => show(at + 1), ArrowUp: () => show(at - 1),
    PageDown: () => show(at + 1), PageUp: () => show(at - 1),
    Home: () => show(0), End: () => show(slides.length - 1), f: full, F: full,
    b: blank, B: blank, ".": blank, n: notes, N: notes, Escape: light,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onControl = event.target.closest("button, a");
    const act = keys[event.key] || (event.key === " " && !onControl ? keys.PageDown : null);
    if (act) { event.preventDefault(); if (act !== blank) light(); act(); }
  });
  document.getElementById("next").addEventListener("click", () => show(at + 1));
  document.getElementById("previous").addEventListener("click", () => show(at - 1));
  document.getElementById("full").addEventListener("click", full);
  notesButton.addEventListener("click", notes);
  document.getElementById("blank").addEventListener("click", blank);
  document.getElementById("hide")?.addEventListener("click", () => document.getElementById("notice").remove());
  window.addEventListener("hashchange", () => show(asked()));

  let started = null;
  document.addEventListener("touchstart", (event) => { started = event.changedTouches[0].clientX; }, { passive: true });
  document.addEventListener("touchend", (event) => {
    const by = event.changedTouches[0].clientX - started;
    if (Math.abs(by) > 50) show(at + ((by < 0) === !isRtl ? 1 : -1));
  }, { passive: true });

  let quiet = 0;
  document.addEventListener("pointermove", () => {
    document.body.classList.add("moving");
    clearTimeout(quiet);
    quiet = setTimeout(() => document.body.classList.remove("moving"), 2000);
  });
  document.body.classList.add("showing");
  show(asked());
})();
