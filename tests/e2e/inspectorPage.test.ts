/** The inspector's page in a real Chromium, from connect to close. */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { createActor, createMachine, fromPromise } from 'xstate';
import {
  echo,
  outbox,
  pauseInbox,
  type ServerCoreMessage,
  serverCore,
  setupProtocol,
} from '../../index';
import { describeAddress } from '../../machines/connection/connectionInfo';
import { runScript, type Script } from '../../testing';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { Client } from '../support/client';
import { Heard } from '../support/heard';
import { serve } from '../support/serve';
import { soon } from '../support/until';
import { type LookedAt, lookAt, withBrowser } from './support/lookedAt';
import { becomes, chartOf, litIn, messagesOf, overhang, reads, rowsOf } from './support/page';

leaveNothingBehind();
jest.setTimeout(90_000);
withBrowser();

/** Opens the only connection that there is. */
async function openTheOne({ page }: LookedAt): Promise<void> {
  await rowsOf(page).first().click();
  await chartOf(page, 'CSA').locator('svg').waitFor();
}

describe("the inspector's page", () => {
  it('shows a connection from its first byte to its end, and steps back through it', async () => {
    const { server, client, drain } = await serve();
    const seen = await lookAt(server);
    const { page } = seen;
    await page.getByRole('link', { name: 'Watch the next that comes' }).click();
    await reads(page.locator('.reasons'), 'Waiting for the next connection');

    const alice = await client();
    alice.socket.write('hello\n');
    await reads(page.locator('h2'), `127.0.0.1:${alice.port}`);
    await becomes(() => litIn(chartOf(page, 'CSA')), ['flowing', 'notAsked', 'ready']);
    await becomes(() => litIn(chartOf(page, 'handler')), ['connected']);
    await becomes(
      () => messagesOf(page).then((all) => all.filter((one) => /readReady|inbox|write/.test(one))),
      [
        'socket → csa: readReady',
        'csa → handler: inbox',
        'handler → csa: inbox',
        'csa → socket: write',
      ],
    );
    await reads(page.locator('.lanes .what'), '6 B "hello\\n"');
    await reads(page.locator('.reasons'), 'Bytes may flow in both directions.');

    alice.socket.end();
    await reads(page.locator('.reasons'), 'It is over: peerClosed');
    await becomes(() => litIn(chartOf(page, 'CSA')), ['shutdown']);
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    await becomes(() => litIn(chartOf(page, 'CSA')), ['flowing', 'notAsked', 'ready']);
    await page.getByRole('button', { name: '● live' }).click();
    await becomes(() => litIn(chartOf(page, 'CSA')), ['shutdown']);

    await page.getByRole('link', { name: 'Connections' }).click();
    await reads(page.locator('.dead tbody tr'), 'peerClosed');
    await drain();
    await reads(page.locator('.top'), 'ended');
    await reads(page.locator('.dead tbody tr'), 'peerClosed');
    expect(seen.wrong).toEqual([]);
  });

  it('says why a connection is stuck: its peer does not read', async () => {
    const { server, client } = await serve();
    const deaf = await client({ paused: true });
    const seen = await lookAt(server);
    deaf.socket.write(Buffer.alloc(64 * 1024 * 1024));
    const { page } = seen;
    const blocked = rowsOf(page).filter({ hasText: 'blocked' });
    await blocked.first().click();
    await reads(page.locator('.reasons'), /The peer does not read: sending has been blocked/);
    await becomes(() => litIn(chartOf(page, 'CSA')), ['blocked', 'bySending', 'notAsked']);
    await reads(page.locator('.warnings'), 'does not read');
    await page.locator('.warnings a').first().click();
    expect(seen.wrong).toEqual([]);
  });

  it('says why a connection is stuck: its handler rests, or a timeout nears', async () => {
    const resting = setupProtocol().createMachine({ id: 'resting', entry: pauseInbox() });
    const { server, client } = await serve({ protocol: resting, idleTimeout: 60_000 });
    await client();
    const seen = await lookAt(server);
    await openTheOne(seen);
    await reads(seen.page.locator('.reasons'), 'The handler has paused its inbox');
    await becomes(() => litIn(chartOf(seen.page, 'CSA')), ['byHandler', 'notAsked', 'ready']);
    await reads(seen.page.locator('.timers'), 'idleTimeout');
    expect(seen.wrong).toEqual([]);
  });

  it('shows what peers say as words, whatever they are, and a failing handler with its stack', async () => {
    const markup = '<img src=x onerror="document.title=1"><script>1</script>';
    const gossip = setupProtocol({ types: { context: {} as { heard: string } } });
    const protocol = gossip.createMachine({
      id: markup,
      context: { heard: '' },
      initial: markup,
      states: {
        [markup]: {
          on: {
            inbox: [
              {
                guard: ({ event }) => event.data[0] === 0x21,
                actions: ({ event }) => {
                  throw new Error(Buffer.from(event.data).toString());
                },
              },
              {
                actions: [
                  gossip.assign({
                    heard: ({ event }) => String(event.type === 'inbox' && Buffer.from(event.data)),
                  }),
                  outbox(({ event }) => event.data),
                ],
              },
            ],
          },
        },
      },
    });
    const { server, client } = await serve({ protocol });
    const peer = await client();
    const seen = await lookAt(server);
    const { page } = seen;
    await openTheOne(seen);
    peer.socket.write(markup);
    await reads(page.locator('.contexts pre'), '<img src=x');
    await reads(page.locator('.lanes .what'), '<img src=x');
    await becomes(() => litIn(chartOf(page, 'handler')), [markup]);
    peer.socket.write(`!${markup}`);
    await reads(page.locator('.reasons'), 'It is over: handlerError');
    await page.getByRole('link', { name: 'Connections' }).click();
    await reads(page.locator('.dead'), '<img src=x');
    await page.locator('.warnings summary', { hasText: 'stack' }).click();
    await reads(page.locator('.warnings .stack'), 'inspectorPage.test');
    expect(await page.locator('img, body script').count()).toBe(0);
    expect(seen.wrong).toEqual([]);
  });

  it('tells servers of one program apart, and whose a warning is', async () => {
    const failing = setupProtocol().createMachine({
      on: {
        inbox: {
          actions: () => {
            throw new Error('no such verb');
          },
        },
      },
    });
    const input = { port: 0, host: '127.0.0.1' };
    const app = createActor(
      createMachine({
        invoke: [
          { id: 'good', src: serverCore, input: { ...input, protocol: echo } },
          { id: 'bad', src: serverCore, input: { ...input, protocol: failing } },
        ],
      }),
    );
    const { good, bad } = app.getSnapshot().children;
    const heard = [good, bad].map((server) => new Heard<ServerCoreMessage>(server as never));
    app.start();
    afterwards(() => {
      app.stop();
    });
    const all = await Promise.all(heard.map((said) => said.one('listening')));
    const addresses = all.map(({ address }) => describeAddress(address));
    const { page, wrong } = await lookAt(app);
    await becomes(
      () => page.getByLabel('server', { exact: true }).locator('option').allTextContents(),
      [`good · serverCore ${addresses[0]}`, `bad · serverCore ${addresses[1]}`],
    );
    await page.getByLabel('server', { exact: true }).selectOption({ index: 1 });
    await page.getByRole('link', { name: 'Watch the next that comes' }).click();
    await reads(page.locator('.reasons'), 'Waiting for the next connection');
    const { socket } = await Client.to((all[1] as (typeof all)[number]).address);
    socket.write('x');
    await reads(page.locator('.reasons .bad'), 'It is over: handlerError');
    await reads(page.locator('.warnings a'), `#1 at ${addresses[1]}`);
    expect(wrong).toEqual([]);
  });

  it('sorts, searches, filters and pages what the server has, by mouse and by keyboard', async () => {
    const { server, client } = await serve();
    for (let index = 0; index < 60; index += 1) await client();
    const seen = await lookAt(server);
    const { page } = seen;
    const firstId = () => rowsOf(page).first().locator('td').first().textContent();
    await reads(page.locator('.pager'), '1 to 50 of 60');
    await page.locator('th button').first().click();
    await becomes(firstId, '#60');
    await page.getByRole('button', { name: 'next page' }).click();
    await reads(page.locator('.pager'), '51 to 60 of 60');
    await becomes(firstId, '#10');
    await page.keyboard.press('/');
    await page.keyboard.type('#42');
    await becomes(firstId, '#42');
    await page.getByRole('searchbox', { name: 'search connections' }).fill('');
    await page.locator('.state-button', { hasText: 'flowing, ready' }).click();
    await reads(page.locator('.pager'), '1 to 50 of 60');
    await rowsOf(page).first().getByRole('link').focus();
    await page.keyboard.press('Enter');
    await reads(page.locator('h2'), 'Connection #60');
    expect(seen.wrong).toEqual([]);
  });

  it('shows every actor with its boxes, and its chart', async () => {
    const { server, client } = await serve();
    await client();
    const seen = await lookAt(server);
    const { page } = seen;
    await page.keyboard.press('2');
    await reads(page.locator('.tree'), 'tcpServer');
    await reads(page.locator('.component'), 'socketActivity');
    await page.locator('.tree button', { hasText: 'tcpServer' }).click();
    await reads(page.locator('.component'), 'protocolHandlerSignal');
    const chart = page.getByRole('region', { name: 'chart' });
    await becomes(() => litIn(chart), ['accepting']);
    await chart.getByRole('button', { name: 'boxes' }).click();
    await reads(chart.locator('.boxes .active > .name'), 'accepting');
    expect(seen.wrong).toEqual([]);
  });

  it('acts only where it may, and asks once more', async () => {
    const { server, client, said } = await serve();
    const peer = await client();
    const onlyLooks = await lookAt(server);
    await openTheOne(onlyLooks);
    expect(await onlyLooks.page.getByRole('button', { name: 'abort' }).count()).toBe(0);
    const seen = await lookAt(server, { control: true });
    const { page } = seen;
    await openTheOne(seen);
    const abort = page.locator('.view').getByRole('button', { name: 'abort' });
    await abort.click();
    await page.getByRole('dialog').getByRole('button', { name: 'No, leave it' }).click();
    expect(server.getSnapshot().status).toBe('active');
    await abort.click();
    await page.getByRole('dialog').getByRole('button', { name: 'abort' }).click();
    expect(await said.one('disconnected')).toMatchObject({ howDied: 'aborted' });
    await reads(page.locator('.reasons'), 'It is over: aborted');
    await page.locator('.top').getByRole('button', { name: 'suspend' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'suspend' }).click();
    await reads(page.locator('.top'), 'suspended');
    expect(peer.socket.writable).toBe(false);
    expect([...onlyLooks.wrong, ...seen.wrong]).toEqual([]);
  });

  it('is readable at 400 pixels, and nothing sticks out', async () => {
    const { server, client } = await serve();
    const peer = await client();
    const seen = await lookAt(server);
    const { page } = seen;
    await page.setViewportSize({ width: 400, height: 800 });
    await rowsOf(page).first().waitFor();
    expect(await overhang(page)).toBe(0);
    await openTheOne(seen);
    peer.socket.write('hello');
    await reads(page.locator('.lanes .what'), 'hello');
    expect(await overhang(page)).toBe(0);
    // Why it is stuck comes before anything has to be pushed out of the way.
    const reason = await page.locator('.reasons li').first().boundingBox();
    expect((reason?.y ?? 1_000) + (reason?.height ?? 0)).toBeLessThan(800 / 2);
    await seen.go('#/components');
    await reads(page.locator('.component'), 'socketActivity');
    expect(await overhang(page)).toBe(0);
    await seen.go('#/stately');
    await reads(page.locator('.stately'), 'a third party sees them');
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await overhang(page)).toBe(0);
    expect(seen.wrong).toEqual([]);
  });

  it('gives a script that replays what was seen, and the chart for Mermaid', async () => {
    const { server, client } = await serve();
    const seen = await lookAt(server);
    const { page } = seen;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('link', { name: 'Watch the next that comes' }).click();
    await reads(page.locator('.reasons'), 'Waiting');
    const peer = await client();
    peer.socket.write('hello');
    await reads(page.locator('.lanes .what'), 'hello');
    peer.socket.end();
    await reads(page.locator('.reasons'), 'It is over');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'save as script' }).click();
    const file = await (await soon('the download', download, 20_000)).path();
    const script = JSON.parse(readFileSync(file, 'utf8')) as Script;
    expect(JSON.stringify(script)).toContain('hello');
    await runScript(script, { protocol: echo });
    await chartOf(page, 'CSA').getByRole('button', { name: 'copy as Mermaid' }).click();
    await reads(chartOf(page, 'CSA'), 'copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('stateDiagram-v2');
    expect(seen.wrong).toEqual([]);
  });

  it('shows the server of a script while it runs, and after it', async () => {
    let looked: Promise<LookedAt> | undefined;
    let letGo: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const gated = setupProtocol({ actors: { gate: fromPromise(() => gate) } }).createMachine({
      id: 'gated',
      initial: 'closed',
      states: {
        closed: {
          invoke: { src: 'gate', onDone: { target: 'open', actions: outbox('go') } },
        },
        open: {
          on: {
            inbox: { actions: outbox(({ event }) => event.data) },
            'control.producerFinished': 'gone',
          },
        },
        gone: { type: 'final' },
      },
    });
    const script: Script = {
      steps: [
        { do: 'connect', client: 'alice' },
        { expect: 'bytes', client: 'alice', text: 'go' },
        { do: 'send', client: 'alice', text: 'hello' },
        { expect: 'bytes', client: 'alice', text: 'hello' },
        { do: 'end', client: 'alice' },
        { expect: 'howDied', client: 'alice', howDied: 'peerClosed' },
      ],
    };
    const running = runScript(script, {
      protocol: gated,
      network: 'tcp',
      patience: 40_000,
      onActor: (actor) => {
        looked = lookAt(actor);
      },
    });
    const seen = await (looked as unknown as Promise<LookedAt>);
    await openTheOne(seen);
    await becomes(() => litIn(chartOf(seen.page, 'handler')), ['closed']);
    letGo?.();
    await running;
    await reads(seen.page.locator('.lanes .what'), '5 B "hello"');
    await reads(seen.page.locator('.reasons'), 'It is over: peerClosed');
    await becomes(() => litIn(chartOf(seen.page, 'handler')), ['gone']);
    expect(seen.wrong).toEqual([]);
  });

  it('tells a tab for which there is no place so, and shows it once there is', async () => {
    const { server, client } = await serve();
    await client();
    const seen = await lookAt(server);
    const others = [];
    for (let more = 0; more < 4; more += 1) others.push(await seen.another());
    const [second, , , fifth] = others as [Page, Page, Page, Page];
    await reads(fifth.locator('.link-sentence'), 'Close one of them');
    await second.close();
    await rowsOf(fifth).first().waitFor();
    await fifth.locator('.link-sentence').waitFor({ state: 'hidden' });
  });

  it('keeps what it saw when the program lets go of it', async () => {
    const { server, client } = await serve();
    await client();
    const seen = await lookAt(server);
    const { page } = seen;
    await rowsOf(page).first().waitFor();
    await seen.close();
    await reads(page.locator('.link-sentence'), 'has let go of this page');
    expect(await rowsOf(page).count()).toBe(1);
  });
});
