import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { HOW_DIED } from 'xstate-net';

const ROOT = resolve(__dirname, '..', '..');
const MACHINES = join(ROOT, 'machines');
const page = readFileSync(join(ROOT, 'docs', 'events.md'), 'utf8');

/** `### receives CsaEvent` or `### emits CsaMessage`, and the names in the first column below it. */
const sections = new Map(
  page
    .split(/^### (?:receives|emits) /m)
    .slice(1)
    .map((section) => {
      const [union = ''] = section.split('\n');
      const table = section.split(/^##/m)[0] ?? '';
      return [union, [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)] as const;
    }),
);

/** The types of the members of the exported unions of events, as the compiler resolves them. */
function declaredUnions(): Map<string, string[]> {
  const files = readdirSync(MACHINES, { encoding: 'utf8', recursive: true }).filter((name) =>
    /(Messages|selector)\.ts$/.test(name),
  );
  const program = ts.createProgram(
    files.map((name) => join(MACHINES, name)),
    { strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2023, types: [] },
  );
  const checker = program.getTypeChecker();
  const found = new Map<string, string[]>();
  for (const name of files) {
    const source = program.getSourceFile(join(MACHINES, name));
    source?.forEachChild((node) => {
      if (!ts.isTypeAliasDeclaration(node) || !sections.has(node.name.text)) return;
      const type = checker.getTypeAtLocation(node);
      const members = type.isUnion() ? type.types : [type];
      found.set(
        node.name.text,
        members.flatMap((member) => {
          const property = member.getProperty('type');
          if (property === undefined) return [];
          const value = checker.getTypeOfSymbolAtLocation(property, node);
          return (value.isUnion() ? value.types : [value]).map((one) =>
            one.isStringLiteral() ? one.value : checker.typeToString(one),
          );
        }),
      );
    });
  }
  return found;
}

const declared = declaredUnions();

it('tells of every actor', () => {
  expect([...sections.keys()].sort()).toEqual([...declared.keys()].sort());
  expect(sections.size).toBe(16);
});

it.each([...sections])('lists every event of %s, and no other', (union, listed) => {
  expect([...listed].sort()).toEqual([...new Set(declared.get(union))].sort());
});

it('explains every howDied', () => {
  for (const howDied of HOW_DIED) expect(page).toContain(`| \`${howDied}\` |`);
});
