// Hands the microphone's samples on in parts of about 40 milliseconds; runs on the browser's audio thread.

class Tap extends AudioWorkletProcessor {
  #part = new Float32Array(2048);
  #filled = 0;

  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    for (const sample of samples) {
      this.#part[this.#filled++] = sample;
      if (this.#filled === this.#part.length) {
        this.port.postMessage(this.#part);
        this.#part = new Float32Array(2048);
        this.#filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("tap", Tap);
