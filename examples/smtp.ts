/**
 * As much of SMTP (RFC 5321) as STARTTLS needs (RFC 3207), for trying out:
 *
 *     xstate-net serve ./examples/smtp.ts --starttls --tls-self-signed --port 2525
 *     openssl s_client -starttls smtp -connect 127.0.0.1:2525
 */
import { lines, makessl, outbox, setupProtocol } from 'xstate-net';

const base = setupProtocol({
  codec: lines({ maxLength: 1_000, ending: 'crlf' }),
  guards: {
    isStarttls: ({ event }) => event.type === 'inbox' && /^starttls$/i.test(event.data),
    isEhlo: ({ event }) => event.type === 'inbox' && /^(ehlo|helo) /i.test(event.data),
    isQuit: ({ event }) => event.type === 'inbox' && /^quit$/i.test(event.data),
  },
});

export default base.createMachine({
  id: 'smtp',
  entry: outbox('220 localhost ESMTP'),
  initial: 'plain',
  on: {
    'control.producerFinished': '.over',
    'control.serverShutdown': { target: '.over', actions: outbox('421 closing') },
    'control.socketShutdown': '.over',
  },
  states: {
    plain: {
      on: {
        inbox: [
          {
            guard: 'isStarttls',
            target: 'securing',
            actions: [outbox('220 go ahead'), makessl()],
          },
          { guard: 'isEhlo', actions: [outbox('250-localhost'), outbox('250 STARTTLS')] },
          { guard: 'isQuit', target: 'over', actions: outbox('221 bye') },
          { actions: outbox('502 not implemented') },
        ],
      },
    },
    securing: { on: { 'control.sslready': 'secured' } },
    secured: {
      on: {
        inbox: [
          { guard: 'isEhlo', actions: outbox('250 localhost, secured') },
          { guard: 'isQuit', target: 'over', actions: outbox('221 bye') },
          { actions: outbox('502 not implemented') },
        ],
      },
    },
    over: { type: 'final' },
  },
});
