// The address bar holds the view; it is written right after the picture that shows it, so that nobody waits for it.

/** Where no picture is drawn, as in a tab behind others, it is written all the same. */
const LATEST_MS = 100;

/** The part of the address behind its `#`. */
export class Address {
  /** @param {() => void} follow called when it changed by itself: "back", or a link pasted into this page */
  constructor(follow) {
    this.seen = window.location.hash;
    /** @type {{address: string, replace: boolean} | null} */
    this.waits = null;
    const changed = () => {
      if (window.location.hash === this.seen) return;
      this.waits = null;
      this.seen = window.location.hash;
      follow();
    };
    window.addEventListener("hashchange", changed);
    window.addEventListener("popstate", changed);
  }

  /**
   * Put a view into the address.
   * @param {string} fragment
   * @param {boolean} replace whether the browser's "back" shall skip the view before
   */
  write(fragment, replace) {
    this.settle();
    this.waits = { address: `#${fragment}`, replace };
    afterPicture(() => this.settle());
  }

  /** Write what still waits. */
  settle() {
    const { waits } = this;
    this.waits = null;
    if (!waits || waits.address === window.location.hash) return;
    try {
      window.history[waits.replace ? "replaceState" : "pushState"](null, "", waits.address);
    } catch {
      window.location.hash = waits.address; // a frame without an address of its own knows no history
    }
    this.seen = window.location.hash;
  }
}

/**
 * Do something once the next picture is drawn.
 * @param {() => void} act
 */
export function afterPicture(act) {
  let isDone = false;
  const once = () => {
    if (!isDone) act();
    isDone = true;
  };
  requestAnimationFrame(() => setTimeout(once, 0));
  setTimeout(once, LATEST_MS);
}
