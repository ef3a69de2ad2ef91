import { type ConnectionInfo, describePeer } from '../connection/connectionInfo';
import type { HowDied } from '../connection/howDied';
import { XstateNetError } from '../kit/errors';

/** Why a question that was put by `ask` has no answer. */
export class Unanswered extends XstateNetError {
  /** How the connection ended, if that is why. */
  readonly howDied: HowDied | undefined;

  private constructor(message: string, howDied?: HowDied, cause?: unknown) {
    super('XN_UNANSWERED', message, cause);
    this.howDied = howDied;
  }

  /** Without a connection it was not put to anybody: a client had none in that time. */
  static inTime(connection: ConnectionInfo | undefined, type: string, timeout: number): Unanswered {
    if (connection === undefined) {
      return new Unanswered(
        `${type} was not answered within ${timeout} ms, because the client had no connection; wait for "connected", or allow more time`,
      );
    }
    return new Unanswered(
      `the handler of ${describePeer(connection)} has not answered ${type} within ${timeout} ms; answer it with answer(), or allow more time`,
    );
  }

  static because(connection: ConnectionInfo, howDied: HowDied | undefined): Unanswered {
    const how = howDied === undefined ? '' : ` (${howDied})`;
    return new Unanswered(
      `the connection of ${describePeer(connection)} has ended${how} before its handler answered`,
      howDied,
    );
  }

  static becauseOf(cause: XstateNetError): Unanswered {
    return new Unanswered(cause.message, undefined, cause);
  }

  static byNobody(): Unanswered {
    return new Unanswered('the handler that was asked is not there any more, nor its connection');
  }
}
