/** Controls of the terminal and of the direction of text, what is not seen, and what breaks lines: no letter. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same less what structures a text of several lines. */
const UNSEEN_IN_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Almost every line of a log, and told in no time. */
const PRINTABLE = /^[ -~]*$/;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code > 0xffff) return `\\u{${hex(code, 5)}}`;
  return SHORT[character] ?? (code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`);
}

const jsonEscaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${hex(character.charCodeAt(index), 4)}`)
    .join('');

/**
 * Text in one line that a terminal shows and does not obey: `\x1b[2J` in place of a cleared screen. An
 * error's message may quote what a peer has sent, and a peer must not write on the operator's screen,
 * nor forge lines of the log.
 */
export const visible = (text: string): string =>
  PRINTABLE.test(text) ? text : text.replace(UNSEEN, escaped);

/** The same for a text of several lines, such as a stack; they are kept, all but the first indented. */
export const visibleLines = (text: string): string =>
  text.replace(UNSEEN_IN_LINES, escaped).replace(/\n(?! )/g, '\n  ');

/** The same for JSON, which has its own words for such characters, so that whoever parses it gets them. */
export const visibleJson = (json: string): string => json.replace(UNSEEN, jsonEscaped);
