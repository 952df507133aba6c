// Candidates turn together: one angle, and a canvas for each that shows the nearest view of its picture.

export class Turntables {
  #angle = 0; // in turns, 0 to 1
  #canvases = [];
  #columns;
  #timer = 0;

  constructor(columns) {
    this.#columns = columns;
  }

  get isPlaying() { return this.#timer !== 0; }

  // Shows a picture of views, row by row, on a canvas. Resolves when it can be seen.
  async add(canvas, address, label) {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const side = picture.naturalWidth / this.#columns;
    canvas.width = canvas.height = side;
    const entry = { canvas, picture, side, label, views: this.#columns * Math.round(picture.naturalHeight / side), shown: -1 };
    this.#canvases.push(entry);
    this.#listen(canvas);
    this.#draw(entry);
  }

  clear() {
    this.#canvases = [];
    this.#angle = 0;
    this.stop();
  }

  // Turns by views, to the right where positive.
  step(views) {
    if (this.#canvases.length > 0) {
      this.turn(views / this.#canvases[0].views);
    }
  }

  turn(turns) {
    this.#angle = (((this.#angle + turns) % 1) + 1) % 1;
    this.#canvases.forEach(entry => this.#draw(entry));
  }

  play() { this.#timer = setInterval(() => this.step(1), 150); }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #draw(entry) {
    const view = Math.round(this.#angle * entry.views) % entry.views;
    if (view !== entry.shown) {
      entry.shown = view;
      const x = view % this.#columns, y = Math.floor(view / this.#columns);
      entry.canvas.getContext('2d').drawImage(
        entry.picture, x * entry.side, y * entry.side, entry.side, entry.side, 0, 0, entry.side, entry.side);
      entry.canvas.setAttribute('aria-label', `${entry.label}, turned ${Math.round(360 * view / entry.views)} degrees`);
    }
  }

  #listen(canvas) {
    canvas.addEventListener('pointerdown', event => {
      if (event.button === 0) {
        canvas.setPointerCapture(event.pointerId);
        this.stop();
      }
    });
    canvas.addEventListener('pointermove', event => {
      if (canvas.hasPointerCapture(event.pointerId)) {
        this.turn(-event.movementX / canvas.clientWidth); // the width of a candidate is a whole turn
      }
    });
  }
}
