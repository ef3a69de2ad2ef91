import type { Protocol } from '../../../machines/handler/protocol';
import { chargen } from '../../../machines/protocols/chargen';
import { echo } from '../../../machines/protocols/echo';
import { comparable, NETWORK_NAMES, runScript, type Script } from '../../../testing';
import { leaveNothingBehind } from '../../support/afterwards';
import { upgrading as protocol } from '../../support/protocols';

leaveNothingBehind();

const upgrading = protocol as unknown as Protocol;

const STARTTLS: Script = {
  tls: { starttls: true },
  steps: [
    { do: 'connect', client: 'ann' },
    { do: 'send', client: 'ann', text: 'STARTTLS\n' },
    { expect: 'bytes', client: 'ann', text: 'go ahead\n' },
    { do: 'secure', client: 'ann', tls: { servername: 'localhost', maxVersion: 'TLSv1.2' } },
    { expect: 'tls', client: 'ann', protocol: 'TLSv1.2', cert: 'localhost' },
    { do: 'send', client: 'ann', text: 'a secret' },
    { expect: 'bytes', client: 'ann', text: 'a secret' },
    { do: 'connect', client: 'injected' },
    { do: 'send', client: 'injected', text: 'STARTTLS\n' },
    { do: 'send', client: 'injected', text: 'not mine at all' },
    { expect: 'howDied', client: 'injected', howDied: 'tlsError' },
    { do: 'end', client: 'ann' },
    { expect: 'howDied', client: 'ann', howDied: 'peerClosed', bytesReceived: 17 },
    { expect: 'counts', connections: 0, sockets: 0 },
  ],
};

const CERTIFICATES: Script = {
  tls: { requestCert: true, trusts: ['ann'] },
  steps: [
    { do: 'connect', client: 'ann', tls: { cert: 'ann', trusts: ['localhost'] } },
    {
      expect: 'emitted',
      type: 'connected',
      with: { connection: { tls: { authorized: true, peerCertificate: { subject: 'CN=ann' } } } },
    },
    { do: 'connect', client: 'bob', tls: { cert: 'bob' } },
    { expect: 'howDied', client: 'bob', howDied: 'tlsError' },
    { do: 'connect', client: 'nobody', tls: true },
    { expect: 'howDied', client: 'nobody', howDied: 'tlsError' },
    { do: 'connect', client: 'wary', tls: { cert: 'ann', trusts: ['elsewhere.example'] } },
    { expect: 'client', client: 'wary', is: 'reset' },
    { do: 'send', client: 'ann', text: 'hello' },
    { expect: 'bytes', client: 'ann', text: 'hello' },
    { do: 'close', client: 'ann' },
    { expect: 'howDied', client: 'ann', howDied: 'peerClosed' },
  ],
};

const SLOW: Script = {
  tls: true,
  server: { handshakeTimeout: 1_000, maxHandshakes: 1, lingerTimeout: 500 },
  steps: [
    { do: 'connect', client: 'stalled' },
    { do: 'send', client: 'stalled', hex: '16030100' },
    { do: 'connect', client: 'waits', tls: true },
    { do: 'advance', milliseconds: 999 },
    { expect: 'state', actor: 'csa', client: 'waits', is: 'securing' },
    { do: 'advance', milliseconds: 1 },
    { expect: 'howDied', client: 'stalled', howDied: 'handshakeTimeout' },
    { do: 'connect', client: 'leaves' },
    { do: 'end', client: 'leaves' },
    { expect: 'howDied', client: 'leaves', howDied: 'peerClosed' },
    { do: 'connect', client: 'breaks' },
    { do: 'reset', client: 'breaks' },
    { expect: 'howDied', client: 'breaks', howDied: 'reset' },
    { do: 'connect', client: 'late', tls: true },
    { expect: 'tls', client: 'late' },
    { do: 'shutdown' },
    { expect: 'client', client: 'late', is: 'ended' },
    { do: 'end', client: 'late' },
    { expect: 'counts', connections: 0, sockets: 0 },
  ],
};

const PRESSED: Script = {
  tls: true,
  steps: [
    { do: 'connect', client: 'ann', reading: false, tls: true },
    { expect: 'state', actor: 'csa', client: 'ann', is: 'connected.sending.blocked' },
    { do: 'resumeReading', client: 'ann' },
    { expect: 'bytes', client: 'ann', length: 1_000_000 },
    { do: 'reset', client: 'ann' },
    { expect: 'howDied', client: 'ann', howDied: 'reset' },
  ],
};

describe.each(NETWORK_NAMES)('a script with TLS on the network %s', (network) => {
  it.each<[string, Script, Protocol]>([
    ['secures in place', STARTTLS, upgrading],
    ['shows and asks for certificates', CERTIFICATES, echo as Protocol],
    ['lets handshakes stall, wait and fail', SLOW, echo as Protocol],
    ['holds back a server whose client does not read', PRESSED, chargen as Protocol],
  ])('%s', async (_, script, protocol) => {
    await runScript(script, { network, protocol });
  });

  it('says what was agreed upon where something else was expected', async () => {
    const wrong: Script = {
      tls: true,
      steps: [
        { do: 'connect', client: 'ann', tls: true },
        { expect: 'tls', client: 'ann', cert: 'elsewhere.example' },
      ],
    };
    await expect(runScript(wrong, { network, protocol: echo })).rejects.toThrow(/localhost/);
    const plain: Script = {
      tls: { starttls: true },
      steps: [
        { do: 'connect', client: 'ann' },
        { expect: 'tls', client: 'ann' },
      ],
    };
    const run = runScript(plain, { network, protocol: echo, patience: 50 });
    await expect(run).rejects.toThrow(/not secured/);
  });
});

it.each([
  ['in place', STARTTLS, upgrading],
  ['with certificates', CERTIFICATES, echo as Protocol],
])('a script that secures %s has equal results on both networks', async (_, script, protocol) => {
  const simulated = await runScript(script, { protocol });
  const real = await runScript(script, { protocol, network: 'tcp' });
  expect(comparable(real)).toEqual(comparable(simulated));
});
