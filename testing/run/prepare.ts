import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reasonOf } from '../../machines/kit/shown';
import { BadScript } from '../script/badScript';
import { isPattern } from '../script/expectations';
import { bytesOf, PAYLOAD_KEYS, type Payload } from '../script/payload';
import type { Script, Step } from '../script/script';
import { wordOf } from '../script/structure';
import { isPayload } from './partialMatch';

/** A step with what it needs made once. */
export interface PreparedStep {
  readonly step: Step;
  /** Index in the script's `steps`, from 0. */
  readonly index: number;
  /** The bytes that it sends or expects, if it names some. */
  readonly bytes: Uint8Array | undefined;
  readonly pattern: RegExp | undefined;
}

/** Where a script's files are. */
export interface ScriptFiles {
  /** The script's own file, for messages. */
  readonly file?: string | undefined;
  /** The folder from which files are seen. Default: the current one. */
  readonly folder?: string | undefined;
}

/** Reads the files of a script, each once. */
export function fileReader({ folder }: ScriptFiles): (file: string) => Uint8Array {
  const known = new Map<string, Uint8Array>();
  return (file) => {
    const path = resolve(folder ?? '.', file);
    const bytes = known.get(path) ?? new Uint8Array(readFileSync(path));
    known.set(path, bytes);
    return bytes;
  };
}

/** Makes everything that a checked script needs before anything happens. */
export function prepareSteps(
  script: Script,
  files: ScriptFiles,
  readFile: (file: string) => Uint8Array,
): readonly PreparedStep[] {
  return script.steps.map((step, index) => {
    try {
      return {
        step,
        index,
        bytes: payloadBytes(step, readFile),
        pattern:
          'expect' in step && step.expect === 'bytes' && isPattern(step)
            ? new RegExp(step.pattern, step.flags)
            : undefined,
      };
    } catch (cause) {
      const place = { file: files.file, index, what: wordOf(step)?.word };
      throw new BadScript(place, `cannot read a file: ${reasonOf(cause)}`, cause);
    }
  });
}

function payloadBytes(step: Step, read: (file: string) => Uint8Array): Uint8Array | undefined {
  const fields = step as object as Readonly<Record<string, unknown>>;
  const key = PAYLOAD_KEYS.find((name) => fields[name] !== undefined);
  if (key !== undefined) {
    const once = bytesOf({ [key]: fields[key] } as unknown as Payload, read);
    // Sent again and again by the step itself: only what is expected is made whole.
    const times = 'expect' in step ? ((fields.times as number | undefined) ?? 1) : 1;
    return times === 1 ? once : Buffer.concat(Array.from({ length: times }, () => once));
  }
  if ('do' in step && step.do === 'tell' && isPayload(step.event.data)) {
    return bytesOf(step.event.data, read);
  }
  return undefined;
}
