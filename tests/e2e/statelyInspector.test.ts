/** Stately's protocol, in a real Chromium, against a page made of Stately's own receiver. */

import type { Frame, Page } from 'playwright-core';
import { listConnections } from '../../index';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { type Served, serve } from '../support/serve';
import { until } from '../support/until';
import { lookAt, withBrowser } from './support/lookedAt';
import { becomes, chartOf, reads, rowsOf } from './support/page';
import { StatelyStandIn } from './support/stately';

leaveNothingBehind();
jest.setTimeout(120_000);

const standIn = new StatelyStandIn();
withBrowser(async () => ({ args: [...(await standIn.flags())] }));
afterAll(() => standIn.close());

/** What the stand-in has seen. */
interface Seen {
  readonly messages: number;
  readonly wrong: readonly string[];
  readonly actors: Readonly<Record<string, { readonly value?: unknown; readonly status: string }>>;
  readonly isOver?: true;
}

const seenBy = (place: Frame | Page): Promise<Seen> => place.evaluate('globalThis.seen');

async function frameOf(page: Page): Promise<Frame> {
  const frame = () => page.frames().find((one) => one.url().startsWith('https://stately.ai/'));
  await until("Stately's frame", () => frame() !== undefined, 20_000);
  return frame() as Frame;
}

const statesOf = async (place: Frame | Page) => {
  const { actors } = await seenBy(place);
  return Object.fromEntries(Object.entries(actors).map(([name, { value }]) => [name, value]));
};

/** The states that the actors are in. */
function statesAt({ server }: Served): Readonly<Record<string, unknown>> {
  const [live] = listConnections(server);
  const { children, value } = server.getSnapshot();
  return {
    serverCore: value,
    tcpServer: (children.tcpServer?.getSnapshot() as { value?: unknown } | undefined)?.value,
    'csa-1': live?.state,
    'handler-1': live?.handlerState,
  };
}

const ours = async (place: Frame | Page) => {
  const states = await statesOf(place);
  return Object.fromEntries(
    ['serverCore', 'tcpServer', 'csa-1', 'handler-1'].map((name) => [name, states[name]]),
  );
};

describe("Stately's inspector, in a frame of the page", () => {
  it('is shown the server and the watched connection, also when it is loaded anew', async () => {
    const served = await serve();
    const client = await served.client();
    await client.send('hello').gets(5);
    const { page, wrong, go } = await lookAt(served.server);
    await rowsOf(page).first().click();
    await chartOf(page, 'CSA').waitFor();
    await go('#/stately');
    expect(page.frames()).toHaveLength(1);
    await page.getByRole('button', { name: 'Open in Stately' }).click();
    const frame = await frameOf(page);
    await becomes(() => ours(frame), { ...statesAt(served) });
    await client.send('again').gets(10);
    client.pause();
    client.end();
    await becomes(() => statesOf(frame).then((states) => states['csa-1']), 'shutdown');
    expect((await seenBy(frame)).wrong).toEqual([]);

    await frame.goto('https://stately.ai/inspect');
    const again = await frameOf(page);
    await becomes(() => statesOf(again).then(({ serverCore }) => serverCore), 'serving');
    expect((await seenBy(again)).wrong).toEqual([]);
    served.server.send({ type: 'control.suspend' });
    await becomes(() => statesOf(again).then(({ serverCore }) => serverCore), 'suspended');

    await go('#/components');
    await page.getByRole('region', { name: 'chart' }).waitFor();
    await go('#/stately');
    const shownAgain = await frameOf(page);
    await becomes(() => statesOf(shownAgain).then(({ serverCore }) => serverCore), 'suspended');
    expect((await seenBy(shownAgain)).wrong).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('is shown the connection that has come when the next was waited for, and not the one after it', async () => {
    const served = await serve();
    const { page, wrong, go } = await lookAt(served.server);
    await page.getByRole('link', { name: 'Watch the next that comes' }).click();
    await reads(page.locator('.reasons'), 'Waiting');
    const client = await served.client();
    await client.send('hello').gets(5);
    await chartOf(page, 'CSA').waitFor();
    await go('#/stately');
    await page.getByRole('button', { name: 'Open in Stately' }).click();
    const frame = await frameOf(page);
    await becomes(() => ours(frame), { ...statesAt(served) });
    await served.client();
    client.pause();
    client.end();
    await becomes(() => statesOf(frame).then((states) => states['csa-1']), 'shutdown');
    expect(Object.keys(await statesOf(frame))).not.toContain('csa-2');
    expect(wrong).toEqual([]);
  });

  it('can have a window of its own', async () => {
    const served = await serve();
    const { page, go } = await lookAt(served.server);
    await go('#/stately');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'in a window of its own' }).click();
    const window = await opened;
    afterwards(() => window.close());
    await becomes(() => statesOf(window).then(({ serverCore }) => serverCore), 'serving');
    expect((await seenBy(window)).wrong).toEqual([]);
    await page.getByRole('button', { name: 'close it' }).click();
    await becomes(async () => (await seenBy(window)).isOver, true);
  });
});
