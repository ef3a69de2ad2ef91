import { lateness } from '../oracles/punctuality';
import type { Circumstances } from './circumstances';
import type { CsaModel } from './csaModel';
import type { HandlerModel } from './handlerModel';
import type { Ledger } from './ledger';

/** A connection to whose handler messages come. */
interface Framed {
  readonly model: CsaModel;
  readonly handler: HandlerModel;
  readonly ledger: Ledger;
  /** Since when nothing hinders its handler from hearing them. */
  readonly readyAt: number;
}

/** What a protocol of messages has to have heard, by what its socket has delivered. */
export function checkMessages(circumstances: Circumstances, connection: Framed): void {
  const { protocol, options } = circumstances;
  const { model, handler, ledger } = connection;
  const { client, name } = ledger;
  if (protocol.frames === undefined || protocol.holdsMessages === true) return;
  if (model.phase !== 'connected' || !handler.isRunning) return;
  const { whole, isWrong } = protocol.frames.within(client.number, ledger.delivered);
  if (model.sending === 'blocked' && ledger.heard < whole) return;
  const perSecond = options.messagesPerSecond;
  if (perSecond !== undefined && ledger.heard < whole) {
    // The others wait for their time, which comes one by one.
    const since = Math.max(handler.heardBytesAt, connection.readyAt);
    const late = lateness(circumstances.now, since + 1_000 / perSecond + 1);
    if (late !== undefined && !circumstances.jumps) {
      circumstances.fail('flow', `${name}: the next message is ${late} ms late`);
    }
    return;
  }
  if (ledger.heard !== whole) {
    circumstances.fail('handler', `${name}: ${ledger.heard} of ${whole} bytes are heard`);
  }
  if (isWrong) circumstances.fail('limits', `${name} goes on in spite of what is no message`);
}

/** It is said to have sent what is no message: all that came before it was heard, and there is such a thing. */
export function checkIsWrong(circumstances: Circumstances, connection: Framed): void {
  const { protocol } = circumstances;
  const { ledger, handler } = connection;
  const { client, name } = ledger;
  if (protocol.frames === undefined) return;
  const { whole, isWrong } = protocol.frames.within(client.number, ledger.delivered);
  if (ledger.heard !== whole) {
    circumstances.fail(
      'handler',
      `${name}: ${ledger.heard} of ${whole} bytes are heard before what is no message`,
    );
  }
  const isCut = connection.model.receiving === 'ended' && ledger.delivered > whole;
  if (!isWrong && !isCut && handler.isRunning) {
    circumstances.fail('limits', `${name} is said to send what is no message, and does not`);
  }
}
