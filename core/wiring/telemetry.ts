import { noTracer, otlpTracer, prometheusMeter } from '../adapters/index.ts';
import type { Config } from '../config.ts';
import type { ObservableDispatcher } from '../dispatch/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { History, Telemetry } from '../history/index.ts';
import type { Gauges } from '../ports/meter.ts';

/** Counts always; traces when there is a collector. Throws `config_invalid`. */
export async function openTelemetry(config: Config): Promise<Telemetry> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = '' } = config;
  return {
    meter: prometheusMeter(),
    tracer: endpoint === undefined ? noTracer : await otlpTracer({ endpoint, headers: headersOf(headers) }),
    withContent: config.CONSILIENCE_TRACE_CONTENT === '1',
  };
}

export function gauges(state: ReturnType<History['state']>, now: ReturnType<ObservableDispatcher['snapshot']>): Gauges {
  return {
    runsInFlight: state.inFlight,
    runsLimit: state.limit,
    vendors: now.vendors.map(({ vendor, inFlight, queued, breaker }) => {
      return { vendor, inFlight, queued, isOpen: breaker !== 'closed' };
    }),
  };
}

/** `name=value,other=value`, values percent-encoded, as OpenTelemetry writes them. */
function headersOf(list: string): Record<string, string> {
  const pairs = list.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      if (!/^[\w-]+$/.test(name.trim()) || value.length === 0) {
        throw new ConsilienceError('config_invalid', {
          message: 'OTEL_EXPORTER_OTLP_HEADERS: write name=value, separated by commas.',
        });
      }
      return [name.trim(), decodeURIComponent(value.join('=').trim())];
    }),
  );
}
