// Sound in and out: records the microphone as a WAV file, plays answers, and knows how much of one was heard.

const RATE = 16000; // What speech recognition works with, in samples per second.
const LONGEST = 30000; // Milliseconds after which a recording ends by itself.
const QUIET_FOR = 1500; // Milliseconds of silence after speech that end a recording.
const LOUD = 0.02; // The level from which on it is speech, where the room is quiet.

/** Why there is no microphone, as a sentence. */
export function noMicrophone(problem) {
  if (!window.isSecureContext) return "A browser gives its microphone to secure pages only. Open this page by https, or on the machine Mynah runs on.";
  if (!navigator.mediaDevices) return "This browser has no way to a microphone.";
  const name = problem && problem.name;
  if (name === "NotAllowedError" || name === "SecurityError") return "The microphone is blocked for this page. Allow it in the browser's settings for this page, or type.";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "No microphone was found. You can type instead.";
  if (name === "NotReadableError") return "Another program is using the microphone.";
  return "The microphone could not be opened. You can type instead.";
}

/** One recording. */
export class Recorder {
  #parts = [];
  #closing = [];

  /** Begin; `onLevel` gets 0 to 1 some times a second, `onEnd` is called once when it should end by itself. */
  async start(onLevel, onEnd) {
    // Noise is left to the recogniser, which has learned from it; a filter takes some of the words along.
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: false } });
    this.#closing.push(() => stream.getTracks().forEach((track) => track.stop()));
    const context = new AudioContext();
    this.#closing.push(() => context.close());
    this.rate = context.sampleRate;
    await context.audioWorklet.addModule(new URL("tap.js", import.meta.url));
    const tap = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0 });
    const began = performance.now();
    let spoke = 0;
    let floor = 0.005;
    let ended = false;
    const end = () => {
      if (!ended) onEnd();
      ended = true;
    };
    tap.port.onmessage = ({ data }) => {
      this.#parts.push(data);
      const level = Math.sqrt(data.reduce((sum, sample) => sum + sample * sample, 0) / data.length);
      const now = performance.now();
      floor = level < floor ? level : floor + (level - floor) * 0.002;
      if (level > Math.max(LOUD, floor * 4)) spoke = now;
      onLevel(Math.min(1, level * 8));
      if ((spoke && now - spoke > QUIET_FOR) || now - began > LONGEST) end();
    };
    context.createMediaStreamSource(stream).connect(tap);
  }

  /** Stop and let go of the microphone; returns the recording as a WAV file, null when there is none. */
  async stop() {
    this.#closing.splice(0).forEach((close) => close());
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0);
    if (!length) return null;
    const offline = new OfflineAudioContext(1, Math.ceil((length * RATE) / this.rate), RATE);
    const buffer = offline.createBuffer(1, length, this.rate);
    let at = 0;
    for (const part of this.#parts) {
      buffer.copyToChannel(part, 0, at);
      at += part.length;
    }
    const source = offline.createBufferSource();
    source.buffer = buffer;
    source.connect(offline.destination);
    source.start();
    return wav((await offline.startRendering()).getChannelData(0));
  }
}

/** Samples from -1 to 1 as a WAV file of 16 bits, mono. */
export function wav(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, words) => [...words].forEach((one, index) => view.setUint8(at + index, one.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => view.setInt16(44 + index * 2, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return new Blob([view], { type: "audio/wav" });
}

/** Plays what was answered, one clip after the other. */
export class Player extends EventTarget {
  #audio = new Audio();
  #clips = [];
  #playing = null; // The clip that is being heard.
  #before = 0; // Milliseconds of the clips that ended.
  #unlocked = false;

  constructor() {
    super();
    this.#audio.addEventListener("ended", () => this.#playing && this.#ended());
    this.#audio.addEventListener("error", () => this.#playing && this.#ended());
  }

  /** Whether something is being said. */
  get speaking() {
    return this.#playing !== null;
  }

  /** Call it in answer to a touch or a key: phones let only an element sound that was once played by hand. */
  unlock() {
    if (this.#unlocked || this.#playing) return;
    this.#unlocked = true;
    const silence = URL.createObjectURL(wav(new Float32Array(160)));
    this.#audio.src = silence;
    const over = () => URL.revokeObjectURL(silence);
    this.#audio.play().then(over, over);
  }

  /** Play a clip `{type, base64}` after those that wait. */
  add({ type, base64 }) {
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    this.#clips.push(URL.createObjectURL(new Blob([bytes], { type })));
    if (!this.#playing) this.#next();
  }

  /** Stop; returns how many milliseconds had been heard, null when nothing was being said. */
  interrupt() {
    if (!this.#playing) return null;
    const heard = this.#before + this.#audio.currentTime * 1000;
    this.#audio.pause();
    [this.#playing, ...this.#clips.splice(0)].forEach((clip) => URL.revokeObjectURL(clip));
    this.#settle();
    return Math.round(heard);
  }

  #ended() {
    this.#before += (this.#audio.duration || 0) * 1000;
    URL.revokeObjectURL(this.#playing);
    this.#next();
  }

  #next() {
    const clip = this.#clips.shift();
    if (!clip) return this.#settle();
    this.#playing = clip;
    this.#audio.src = clip;
    // A browser may not let it sound all the same; the words are there.
    this.#audio.play().catch((problem) => problem.name === "NotAllowedError" && this.#playing === clip && this.interrupt());
    this.dispatchEvent(new Event("change"));
  }

  #settle() {
    this.#playing = null;
    this.#before = 0;
    this.dispatchEvent(new Event("change"));
  }
}

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;

/** Whether this browser recognises speech by itself, wherever it does so. */
export const browserHears = Boolean(Recognition);

/** Listen once with the browser's own recognition; returns {text, confidence, hypotheses}, and a function that stops it. */
export function listenInBrowser(language = "en-US") {
  const one = new Recognition();
  one.lang = language;
  one.maxAlternatives = 5;
  const heard = new Promise((resolve, reject) => {
    one.onresult = ({ results }) => {
      const found = Array.from(results[0], ({ transcript, confidence }) => ({ text: transcript.trim(), confidence }));
      resolve({ text: found[0].text, confidence: found[0].confidence, hypotheses: found });
    };
    one.onerror = ({ error }) => reject(Object.assign(new Error(error), { name: error === "not-allowed" ? "NotAllowedError" : "Error" }));
    one.onend = () => resolve(null);
  });
  one.start();
  return { heard, stop: () => one.stop() };
}
