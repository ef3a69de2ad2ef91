import { resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..', '..');

/** What the compiler said of a snippet: its code and its text, the innermost reason last. */
export interface Complaint {
  readonly code: number;
  readonly text: string;
  /** The piece of source that is underlined. */
  readonly at: string;
}

export function projectOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(resolve(ROOT, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options;
}

function complaint(diagnostic: ts.Diagnostic): Complaint {
  const { code, messageText, file, start = 0, length = 0 } = diagnostic;
  return {
    code,
    text: ts.flattenDiagnosticMessageText(messageText, '\n'),
    at: file?.text.slice(start, start + length) ?? '',
  };
}

/**
 * Compiles snippets with the project's own options, all in one program, because most of the time goes
 * into reading XState's types. Each is a module of its own that sees the package as its users do.
 */
export function compileSnippets(snippets: readonly string[]): Complaint[][] {
  const files = new Map(
    snippets.map((source, index) => [resolve(ROOT, 'tests', `snippet${index}.ts`), source]),
  );
  const options = projectOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const source = files.get(name);
    return source === undefined
      ? getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, source, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((name) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(name)).map(complaint),
  );
}
