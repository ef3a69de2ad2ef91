import { compileSnippets } from '../types/compileSnippets';
import { codeBlocks, withWhatComesBefore } from './codeBlocks';
import { answerFrom, Program, printedPattern } from './runProgram';

const blocks = codeBlocks('ts');

describe('TypeScript in the docs', () => {
  let complaints: ReturnType<typeof compileSnippets>;

  beforeAll(() => {
    complaints = compileSnippets(
      blocks.map((block) => `${withWhatComesBefore(block, blocks)}\nexport {};\n`),
    );
  }, 120_000);

  it.each(blocks)('compiles: $where', (block) => {
    expect(complaints[blocks.indexOf(block)]).toEqual([]);
  });
});

const ofKind = (kind: string) =>
  blocks
    .filter(({ words }) => words.some((word) => word.split('=')[0] === kind))
    .map((block) => ({ ...block, source: withWhatComesBefore(block, blocks) }));

describe('a program in the docs', () => {
  let program: Program | undefined;

  afterEach(async () => {
    await program?.stop();
    program = undefined;
  });

  it.each(ofKind('run'))('runs to its end, and prints what is said: $where', async (block) => {
    program = new Program(block.source);
    const status = await program.status();
    if (block.printed !== undefined) {
      expect(program.printed.trim()).toMatch(printedPattern(block.printed));
    }
    expect([status, program.printed]).toEqual(['0', expect.anything()]);
  });

  it.each(ofKind('serve'))('serves a client: $where', async ({ source, words, printed }) => {
    program = new Program(source);
    const [, port] = await program.prints(/port: (\d{2,})/);
    const [, answer = ''] = /serve=(\S+)/.exec(words.join(' ')) ?? [];
    expect(await answerFrom(Number(port), 'hello')).toContain(answer);
    if (printed === undefined) return;
    const lastLine = printed.trim().split('\n').at(-1) ?? '';
    await program.prints(new RegExp(printedPattern(lastLine).source, 'm'));
    expect(program.printed.trim()).toMatch(printedPattern(printed));
  });
});
