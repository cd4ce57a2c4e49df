import type { CallEvent, CallLimits } from '../dispatch/call.ts';
import { ConsilienceError } from '../errors.ts';
import type { ChatRequest } from '../ports/chat-model.ts';
import { answerPrompt } from './answer-prompt.ts';
import type { TrailerFilter } from './engine.ts';
import { asConsilienceError, eventError } from './event-error.ts';
import type { PanelMember, RunLimits } from './request.ts';
import type { Run } from './run-context.ts';
import { isOpen } from './view/index.ts';
import type { AnswerView } from './view/index.ts';

/** Asks every model of the panel that has not ended its answer, all at once. Each ends its answer exactly once. */
export function askOpenModels(run: Run): void {
  const prompt = answerPrompt(run.request, run.engine.agreement.answerContract);
  for (const member of run.request.panel) {
    const answer = run.events.view.answers.find((a) => a.model === member.model);
    if (answer !== undefined && isOpen(answer) && !run.stopped.aborted) {
      void new Asked(run, member, answer.attempt).listen(prompt);
    }
  }
}

/** Ends an open answer without a word of its model. */
export function endAnswer(run: Run, answer: AnswerView, error: ConsilienceError): void {
  const ms = answer.startedAt === null ? 0 : run.engine.clock.now() - answer.startedAt;
  run.events.write({ type: 'answer-error', model: answer.model, error: eventError(error), ms });
}

/** One model that is being asked: turns what its call reports into events of the run. */
class Asked {
  readonly #run: Run;
  readonly #member: PanelMember;
  readonly #attemptsBefore: number;
  #filter: TrailerFilter;
  #thinking = false;
  /** Whether people have seen more than blanks. */
  #shown = false;

  constructor(run: Run, member: PanelMember, attemptsBefore: number) {
    this.#run = run;
    this.#member = member;
    this.#attemptsBefore = attemptsBefore;
    this.#filter = run.engine.agreement.makeTrailerFilter();
  }

  /** Never rejects. */
  async listen(prompt: ChatRequest): Promise<void> {
    const { engine, request, stopped } = this.#run;
    const call = {
      model: this.#member.chat,
      request: prompt,
      limits: callLimits(this.#member, request.limits),
    };
    try {
      for await (const event of engine.dispatcher.call(call, stopped)) {
        this.#hear(event);
      }
      this.#fail(new ConsilienceError('internal', { message: 'The call ended without an end.' }));
    } catch (error) {
      this.#fail(asConsilienceError(error));
    }
  }

  #hear(event: CallEvent): void {
    const answer = this.#openAnswer();
    if (answer === undefined) {
      return;
    }
    const { model } = answer;
    switch (event.type) {
      case 'start':
        this.#filter = this.#run.engine.agreement.makeTrailerFilter();
        this.#thinking = false;
        this.#shown = false;
        this.#run.events.write({ type: 'answer-start', model, attempt: this.#attemptsBefore + event.attempt });
        break;
      case 'thinking':
        this.#think(answer);
        break;
      case 'text':
        this.#show(this.#filter.push(event.text));
        break;
      case 'end':
        this.#finish(event);
        break;
      case 'error':
        this.#fail(event.error);
        break;
    }
  }

  #think(answer: AnswerView): void {
    if (!this.#thinking && answer.text === '') {
      this.#thinking = true;
      this.#run.events.write({ type: 'answer-delta', model: answer.model, phase: 'thinking', text: '' });
    }
  }

  #show(text: string): void {
    if (text !== '') {
      this.#shown ||= text.trim() !== '';
      this.#run.events.write({ type: 'answer-delta', model: this.#member.model, phase: 'writing', text });
    }
  }

  #finish(end: Extract<CallEvent, { type: 'end' }>): void {
    const { text, trailer } = this.#filter.end();
    this.#show(text);
    if (!this.#shown) {
      this.#show(trailer?.bottomLine ?? '');
    }
    if (!this.#shown && end.finish !== 'refusal') {
      this.#fail(new ConsilienceError('answer_empty'));
      return;
    }
    const { finish, firstTokenMs, ms, usage, citations } = end;
    this.#run.events.write({
      type: 'answer-end',
      model: this.#member.model,
      finish,
      late: this.#run.events.view.synthesis !== null,
      firstTokenMs,
      ms,
      ...usage,
      citations,
      trailer,
    });
    this.#ended();
  }

  /** What the filter still holds back may be a part of the trailer, so nobody sees it. */
  #fail(error: ConsilienceError): void {
    const answer = this.#openAnswer();
    if (answer !== undefined && !this.#run.stopped.aborted) {
      endAnswer(this.#run, answer, error);
      this.#ended();
    }
  }

  #ended(): void {
    this.#run.verdict.refreshSoon();
    this.#run.pulse.fire();
  }

  #openAnswer(): AnswerView | undefined {
    return this.#run.events.view.answers.find((a) => a.model === this.#member.model && isOpen(a));
  }
}

/** A research model may stay silent for minutes and costs dollars: it has its own deadline and no second call beside the first. */
function callLimits(member: PanelMember, limits: RunLimits): CallLimits {
  const { firstTokenMs, idleMs, totalMs, deadlineMs, researchMs } = limits;
  return member.late
    ? {
        firstTokenMs: researchMs,
        idleMs: researchMs,
        totalMs: researchMs,
        deadlineMs: researchMs,
        attemptsMax: 2,
        hedge: false,
      }
    : { firstTokenMs, idleMs, totalMs, deadlineMs, attemptsMax: 3, hedge: true };
}
