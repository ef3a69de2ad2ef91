import { resolve } from 'node:path';
import ts from 'typescript';
import { projectOptions } from './compileSnippets';

const ROOT = resolve(__dirname, '..', '..');

/** What an editor shows of a piece of source: at each mark in a comment, what is behind it. */
export interface Shown {
  /** The words over which the pointer rests. */
  quickInfo(mark: string): string;
  /** What may be written in the string that begins behind the mark. */
  completions(mark: string): string[];
}

/** Asks TypeScript's language service, as editors do. */
export function shownOf(source: string): Shown {
  const file = resolve(ROOT, 'tests', 'shown.ts');
  const options = projectOptions();
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const text = name === file ? source : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => (name === file ? source : ts.sys.readFile(name)),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  const at = (mark: string) => {
    const found = source.indexOf(`/*${mark}*/`);
    if (found < 0) throw new Error(`no mark ${mark}`);
    return found + mark.length + 4;
  };
  return {
    quickInfo: (mark) => {
      const info = service.getQuickInfoAtPosition(file, at(mark));
      return ts.displayPartsToString(info?.displayParts);
    },
    completions: (mark) =>
      service
        .getCompletionsAtPosition(file, at(mark) + 1, undefined)
        ?.entries.map(({ name }) => name)
        .sort() ?? [],
  };
}
