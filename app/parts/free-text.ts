/**
 * Terminal escapes: colours and the like (CSI), titles and links (OSC, only where it is closed, or
 * it would swallow the text after it), and the two-character ones.
 */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-_]/g;

/** Characters that turn the direction of what follows them. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Characters that control a device and are not seen; tabs and line ends are text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Letters that are written from right to left, and marks that stand for one. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Text of a run as it is shown: without a terminal's colour codes, and with what would turn its
 * direction or not be seen written out. What is copied keeps them.
 */
export function shownText(text: string): string {
  return withPictures(text.replace(ESCAPES, '').replace(TURNS, named));
}

/**
 * Text of a run as a part of a sentence of ours: it cannot turn the words around it. An element
 * of its own needs none of this, since every inline element is isolated (see base.css).
 */
export function inSentence(text: string): string {
  const tame = withPictures(text.replace(ESCAPES, '').replace(TURNS, ''));
  return RIGHT_TO_LEFT.test(tame) ? `\u2068${tame}\u2069` : tame;
}

/** JSON for reading, with the characters that would turn a line written as escapes: still JSON. */
export function readableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    TURNS,
    (turn) => `\\u${turn.charCodeAt(0).toString(16)}`,
  );
}

/** Each character that is not seen as its picture: `␛`. */
function withPictures(text: string): string {
  return text.replace(CONTROLS, (control) => {
    const code = control.charCodeAt(0);
    if (code === 0x7f) return '\u2421';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : named(control);
  });
}

/** A character by its number: `[U+202E]`. */
function named(character: string): string {
  return `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
