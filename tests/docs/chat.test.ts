import { codeBlocks } from './codeBlocks';

const linesOf = (source: string): number =>
  source.split('\n').filter((line) => line.trim() !== '').length;

it('has as many lines in the chat as its page says', () => {
  const [chat, , onNet] = codeBlocks('ts', 'text').filter(({ page }) => page === 'docs/chat.md');
  const statechart = chat?.source.slice(
    chat.source.indexOf('const rooms'),
    chat.source.indexOf('// A conversation'),
  );
  expect([linesOf(statechart ?? ''), linesOf(onNet?.source ?? '')]).toEqual([34, 29]);
});
