import { comparableTrace } from '../../../testing';
import { showBytes, showEvent, showState } from '../../../testing/trace/show';
import { explosive } from '../support/protocols';
import { bytes, connect, end, run, send } from '../support/run';

const steps = [connect('alice'), send('alice', 'hi;#\n'), bytes('alice', 'hi;#\n'), end('alice')];

describe('a trace', () => {
  it('reads as lines of time, source, target, event and change of state', async () => {
    const { trace } = await run(steps, {}, {});
    const lines = trace.text().split('\n');
    expect(lines).toContain('--- step 2: send alice {"text":"hi;#\\n"}');
    expect(lines).toContain('        0 ms  alice -> csa-1  sends "hi;#\\n"');
    expect(lines).toContain('        0 ms  csa-1 -> handler-1  inbox "hi;#\\n"');
    expect(lines).toContain('        0 ms  handler-1  [connected => shutdown] (done)');
    expect(lines).toContain('        0 ms  csa-1  [closing.finishing => shutdown] (done)');
    expect(lines).toContain(
      '        0 ms  server ->  emits connected { connection: alice, handler: handler-1 }',
    );
    expect(lines.every((line) => /^(--- step \d+: | +\d+(\.\d+)? ms {2})/.test(line))).toBe(true);
  });

  it('shows its end, and says how much went before', async () => {
    const { trace } = await run(steps);
    const end = trace.text({ last: 2 }).split('\n');
    expect(end).toHaveLength(3);
    expect(end[0]).toBe(`... ${trace.length - 2} earlier records`);
  });

  it('names nothing that only one run knows', async () => {
    const { trace } = await run(steps, { network: 'tcp' });
    expect(trace.text()).not.toMatch(/x:\d+|\b\d{5}\b/);
  });

  it('gives errors by their code', async () => {
    const boom = [connect('a'), send('a', 'boom')];
    const { trace } = await run(boom, { protocol: explosive });
    expect(trace.text()).toMatch(
      /handlers -> server {2}handlers\.failed \{ connection: a, handler: handler-1, error: XN_HANDLER_FAILED \}/,
    );
  });

  it('is drawn as a sequence diagram, with clients as figures and nothing that Mermaid would take for its own', async () => {
    const { trace } = await run(steps);
    const [first, ...lines] = trace.mermaid().split('\n');
    expect(first).toBe('sequenceDiagram');
    const id = (name: string) =>
      lines
        .find((line) => line.endsWith(` as ${name}`))
        ?.trim()
        .split(' ')[1];
    expect(lines).toContain(`  actor ${id('alice')} as alice`);
    expect(lines).toContain(`  ${id('alice')}-)${id('csa-1')}: sends "hi#59;#35;\\n"`);
    expect(lines).toContain(`  ${id('csa-1')}->>${id('handler-1')}: inbox "hi#59;#35;\\n"`);
    expect(lines).toContain(`  Note over ${id('handler-1')}: shutdown (done)`);
    const grammar =
      /^ {2}(participant|actor) p\d+ as .+$|^ {2}p\d+(->>|-->>|-\))p\d+: .+$|^ {2}Note over p\d+: .+$|^ {2}%% step \d+: .+$/;
    expect(lines.filter((line) => !grammar.test(line))).toEqual([]);
  });

  it('keeps the latest records when there are more than its limit', async () => {
    const { trace } = await run(steps, { trace: 20 });
    expect(trace.length).toBeLessThanOrEqual(20);
    expect(trace.dropped).toBeGreaterThan(0);
    expect(trace.text()).toMatch(/is closed$/m);
  });

  it('compares with neighbouring data joined, and without times', () => {
    const inbox = (text: string, time: number) => ({
      kind: 'event' as const,
      time,
      source: 'csa-1',
      target: 'handler-1',
      event: { type: 'inbox', data: Buffer.from(text) },
    });
    const [joined, cut] = [[inbox('hello', 0)], [inbox('he', 1), inbox('llo', 2)]];
    expect(comparableTrace(cut)).toEqual(comparableTrace(joined));
    expect(comparableTrace(joined).links).toEqual({ 'csa-1 -> handler-1': ['inbox <68656c6c6f>'] });
    expect(comparableTrace([inbox('hellO', 0)])).not.toEqual(comparableTrace(joined));
  });
});

describe('what is shown', () => {
  it.each([
    ['hello', '"hello"'],
    ['two\nlines', '"two\\nlines"'],
    ['\u0000', '<00>'],
    ['', '""'],
    ['x'.repeat(60), `"${'x'.repeat(48)}"... (60 bytes)`],
  ])('of bytes %j is %s', (text, shown) => {
    expect(showBytes(Buffer.from(text))).toBe(shown);
  });

  it('of bytes that are no text is hexadecimal, cut when it is long', () => {
    expect(showBytes(Uint8Array.of(0xff, 0))).toBe('<ff00>');
    expect(showBytes(new Uint8Array(50).fill(0xff))).toBe(`<${'ff'.repeat(48)}...> (50 bytes)`);
  });

  it.each([
    ['serving', 'serving'],
    [{ closing: 'asking' }, 'closing.asking'],
    [
      { connected: { receiving: { paused: 'byBoth' }, sending: 'ready' } },
      'connected { receiving.paused.byBoth, sending.ready }',
    ],
    [undefined, '(none)'],
  ])('of the state %j is %s', (state, shown) => {
    expect(showState(state)).toBe(shown);
  });

  it('of an event is its type, and what it has besides', () => {
    expect(showEvent({ type: 'flow.ready' })).toBe('flow.ready');
    expect(showEvent({ type: 'inbox', data: Buffer.from('a') })).toBe('inbox "a"');
    expect(showEvent({ type: 'a', b: [1, { c: 'd\ne' }] })).toBe('a { b: [1, { c: "d\\ne" }] }');
  });
});
