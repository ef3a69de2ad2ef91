import { XstateNetError } from '../../machines/kit/errors';

/** Where in which script something is wrong. */
export interface ScriptPlace {
  /** The file it came from, if it came from one. */
  readonly file?: string | undefined;
  /** Index of the step in `steps`, from 0; undefined if the script as a whole is wrong. */
  readonly index?: number | undefined;
  /** What the step does or expects, as far as it says so. */
  readonly what?: string | undefined;
}

/** `hello.json: step 3 (send)`: steps are counted from 1 for people. */
function describePlace({ file, index, what }: ScriptPlace): string {
  const step =
    index === undefined ? '' : `step ${index + 1}${what === undefined ? '' : ` (${what})`}`;
  return [file ?? (index === undefined ? 'the script' : undefined), step || undefined]
    .filter((part) => part !== undefined)
    .join(': ');
}

/** A script that cannot be run, `XN_BAD_SCRIPT`: says in which file, which step and why. */
export class BadScript extends XstateNetError {
  readonly file: string | undefined;
  /** Index of the step in `steps`, from 0; undefined if the script as a whole is wrong. */
  readonly index: number | undefined;
  /** What is wrong with it, alone. */
  readonly reason: string;

  constructor(place: ScriptPlace, reason: string, cause?: unknown) {
    super('XN_BAD_SCRIPT', `${describePlace(place)}: ${reason}`, cause);
    this.file = place.file;
    this.index = place.index;
    this.reason = reason;
  }
}
