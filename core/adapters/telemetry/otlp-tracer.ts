import type * as Api from '@opentelemetry/api';
import type { FinishedSpan, Tracer } from '../../ports/tracer.ts';

export interface OtlpTracerOptions {
  /** The collector's base address; spans go to `/v1/traces` under it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

const waitingMax = 2_048;
const sendMsMax = 5_000;
const sendEveryMs = 2_000;

/** Traces to any OpenTelemetry collector, in batches, over HTTP. The SDK is loaded here and nowhere else: it takes memory. */
export async function otlpTracer({ endpoint, headers }: OtlpTracerOptions): Promise<Tracer> {
  const [api, { BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: sendMsMax,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'consilience' }),
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        maxQueueSize: waitingMax,
        scheduledDelayMillis: sendEveryMs,
        exportTimeoutMillis: sendMsMax,
      }),
    ],
  });
  const tracer = provider.getTracer('consilience');
  return {
    record: (span) => tell({ api, tracer }, span, api.ROOT_CONTEXT),
    async close() {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, sendMsMax).unref();
      });
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

interface Otel {
  readonly api: typeof Api;
  readonly tracer: Api.Tracer;
}

function tell(otel: Otel, span: FinishedSpan, parent: Api.Context): void {
  const { api, tracer } = otel;
  const kind = span.kind === 'client' ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL;
  const attributes = { ...span.attributes } as Api.Attributes;
  const told = tracer.startSpan(span.name, { kind, startTime: span.startedAt, attributes }, parent);
  if (span.error !== null) {
    told.setStatus({ code: api.SpanStatusCode.ERROR, message: span.error.code });
  }
  const inside = api.trace.setSpan(parent, told);
  for (const part of span.parts) {
    tell(otel, part, inside);
  }
  told.end(span.endedAt);
}
