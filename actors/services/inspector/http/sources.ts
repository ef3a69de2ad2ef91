/**
 * The page's scripts where this package runs from its sources, as `npm start` does: a browser gets what
 * the build would make of them. Installed packages have them built.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type ts from 'typescript';

type TypeScript = typeof ts;

/** The script of that name below `folder`, made of the TypeScript there. */
export async function scriptFrom(folder: string, name: string): Promise<string | undefined> {
  const source = await textOf(join(folder, name.replace(/\.js$/, '.ts')));
  return source === undefined ? undefined : scriptOf((await import('typescript')).default, source);
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Browsers look for modules under their whole names. */
const withEnding = (typescript: TypeScript) => (context: ts.TransformationContext) => {
  const { factory } = context;
  const named = (node: ts.Node | undefined) =>
    node !== undefined &&
    typescript.isStringLiteral(node) &&
    /^\.{1,2}\/.*(?<!\.js)$/.test(node.text)
      ? factory.createStringLiteral(`${node.text}.js`, true)
      : undefined;
  const visit = (node: ts.Node): ts.Node => {
    if (typescript.isImportDeclaration(node)) {
      const { modifiers, importClause, moduleSpecifier, attributes } = node;
      const name = named(moduleSpecifier) ?? moduleSpecifier;
      return factory.updateImportDeclaration(node, modifiers, importClause, name, attributes);
    }
    if (typescript.isExportDeclaration(node)) {
      const { modifiers, isTypeOnly, exportClause, moduleSpecifier, attributes } = node;
      const name = named(moduleSpecifier) ?? moduleSpecifier;
      return factory.updateExportDeclaration(
        node,
        modifiers,
        isTypeOnly,
        exportClause,
        name,
        attributes,
      );
    }
    return node;
  };
  return (file: ts.SourceFile) => typescript.visitEachChild(file, visit, context);
};

/** TypeScript as a module that browsers run. */
export function scriptOf(typescript: TypeScript, source: string): string {
  const { outputText } = typescript.transpileModule(source, {
    compilerOptions: {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ES2022,
      verbatimModuleSyntax: true,
    },
    transformers: { after: [withEnding(typescript) as ts.TransformerFactory<ts.SourceFile>] },
  });
  return outputText;
}
