/**
 * The text of an ES module that re-exports a CommonJS one by name. The names are written out, so that
 * a missing one is an error when the module is loaded, and types and values cannot differ.
 */
export function esModuleOf(commonJs: string, exported: readonly string[]): string {
  const names = exported.filter((name) => name !== 'default' && name !== '__esModule').sort();
  return `export {\n${names.map((name) => `  ${name},\n`).join('')}} from '${commonJs}';\n`;
}

/** The text of its declarations. */
export function esTypesOf(commonJs: string): string {
  return `export * from '${commonJs}';\n`;
}
