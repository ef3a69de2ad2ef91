import { isXstateNetError, XstateNetError } from '../../machines/kit/errors';
import { reasonOf, shown } from '../../machines/kit/shown';

export const noBackplane = (word: string): XstateNetError =>
  new XstateNetError(
    'XN_NO_BACKPLANE',
    `a protocol handler said ${word}, and its server has no backplane; give it one, such as memoryBackplane() of xstate-net/backplane`,
  );

export const badTopic = (topic: unknown, wrong: string): XstateNetError =>
  new XstateNetError('XN_BAD_TOPIC', `${shown(topic)} is no topic that can be used here: ${wrong}`);

export const tooManyTopics = (topic: string, option: string, most: number): XstateNetError =>
  new XstateNetError(
    'XN_TOO_MANY_TOPICS',
    `${shown(topic)} is one topic more than ${option} (${most}) allows; unsubscribe from others, subscribe to a pattern, or raise ${option}`,
  );

export const notPublished = (topic: string, cause: unknown): XstateNetError =>
  isXstateNetError(cause)
    ? cause
    : new XstateNetError(
        'XN_NOT_PUBLISHED',
        `the backplane could not carry something for ${shown(topic)} (${reasonOf(cause)})`,
        cause,
      );

export const backplaneFailed = (cause: unknown): XstateNetError =>
  new XstateNetError(
    'XN_BACKPLANE_FAILED',
    `the backplane failed (${reasonOf(cause)}); the server goes on`,
    cause,
  );
