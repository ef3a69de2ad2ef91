import { type ConnectionInfo, describePeer } from '../connection/connectionInfo';
import type { HowDied } from '../connection/howDied';
import { XstateNetError } from '../kit/errors';

/** Why a question that was put by `ask` has no answer. */
export class Unanswered extends XstateNetError {
  /** How the connection ended, if that is why. */
  readonly howDied: HowDied | undefined;

  private constructor(message: string, howDied?: HowDied) {
    super('XN_UNANSWERED', message);
    this.howDied = howDied;
  }

  static inTime(connection: ConnectionInfo, type: string, timeout: number): Unanswered {
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

  static byNobody(): Unanswered {
    return new Unanswered('the handler that was asked is not there any more, nor its connection');
  }
}
