import type { AnyActorRef, AnyEventObject } from 'xstate';
import { until } from './until';

type MessageOf<TMessage, TType> = Extract<TMessage, { type: TType }>;

/** All that an actor emitted, in order; attach it before the actor starts. */
export class Heard<TMessage extends { readonly type: string }> {
  readonly all: TMessage[] = [];

  constructor(actor: AnyActorRef) {
    actor.on('*', (message: AnyEventObject) => {
      this.all.push(message as unknown as TMessage);
    });
  }

  get types(): string[] {
    return this.all.map((message) => message.type);
  }

  of<TType extends TMessage['type']>(type: TType): MessageOf<TMessage, TType>[] {
    return this.all.filter((message) => message.type === type) as MessageOf<TMessage, TType>[];
  }

  count(type: TMessage['type']): number {
    return this.of(type).length;
  }

  /** The first message of the type (that is right, if asked), past or to come. */
  async one<TType extends TMessage['type']>(
    type: TType,
    isRight: (message: MessageOf<TMessage, TType>) => boolean = () => true,
  ): Promise<MessageOf<TMessage, TType>> {
    await until(`"${type}" in ${this.types}`, () => this.of(type).some(isRight));
    return this.of(type).find(isRight) as MessageOf<TMessage, TType>;
  }

  /** Resolves once so many messages of the type have been heard. */
  async many<TType extends TMessage['type']>(
    type: TType,
    count: number,
  ): Promise<MessageOf<TMessage, TType>[]> {
    await until(`${count} times "${type}"`, () => this.count(type) >= count);
    return this.of(type);
  }
}
