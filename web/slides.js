// One slide at a time: arrow keys, space, Home and End, F for full screen, Escape to leave it, a swipe on a phone.
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

  const forward = isRtl ? "ArrowLeft" : "ArrowRight";
  const backward = isRtl ? "ArrowRight" : "ArrowLeft";
  const keys = {
    [forward]: () => show(at + 1), [backward]: () => show(at - 1),
    ArrowDown: () => show(at + 1), ArrowUp: () => show(at - 1),
    PageDown: () => show(at + 1), PageUp: () => show(at - 1),
    Home: () => show(0), End: () => show(slides.length - 1), f: full, F: full,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onControl = event.target.closest("button, a");
    const act = keys[event.key] || (event.key === " " && !onControl ? keys.PageDown : null);
    if (act) { event.preventDefault(); act(); }
  });
  document.getElementById("next").addEventListener("click", () => show(at + 1));
  document.getElementById("previous").addEventListener("click", () => show(at - 1));
  document.getElementById("full").addEventListener("click", full);
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
