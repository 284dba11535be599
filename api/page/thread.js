/** The level meter: a thread that swings with the voice of whoever speaks. */

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Thread {
  #canvas;
  #level = 0;
  #target = 0;
  #running = false;

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.redraw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
  }

  /** 0 to 1, from quiet to loud. */
  set level(value) {
    this.#target = Math.min(1, value);
    if (!this.#running && value > 0) {
      this.#running = true;
      requestAnimationFrame((time) => this.#frame(time));
    }
  }

  /** Take on the colour of the page's state. */
  redraw() {
    if (!this.#running) this.#draw(0);
  }

  #frame(time) {
    this.#level += (this.#target - this.#level) * 0.25;
    this.#running = this.#level > 0.004 || this.#target > 0;
    if (!this.#running) this.#level = 0;
    this.#draw(still.matches ? 0 : time / 140);
    if (this.#running) requestAnimationFrame((next) => this.#frame(next));
  }

  #draw(phase) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = devicePixelRatio;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    const pen = this.#canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.strokeStyle = getComputedStyle(this.#canvas).color;
    pen.lineWidth = 2;
    pen.lineCap = "round";
    pen.beginPath();
    for (let x = 0; x <= width; x += 2) {
      const along = x / width;
      const swell = Math.sin(Math.PI * along) ** 2 * this.#level * (height / 2 - 2);
      const y = height / 2 + swell * Math.sin(along * 22 - phase) * Math.cos(along * 9 + phase / 2);
      if (x === 0) pen.moveTo(x + 1, y);
      else pen.lineTo(x, y);
    }
    pen.stroke();
  }
}
