import type { LoggerService } from '@nestjs/common';
import { destination, pino } from 'pino';

/** Nest's own report of how it is put together: worth reading only when something is wrong with it. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Nest's log as JSON lines on standard error, so that standard output belongs to whoever started the server. */
export function createLogger(level: string): LoggerService {
  const logger = pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
  const context = (rest: unknown[]) => ({ context: String(rest.at(-1) ?? '') });
  return {
    log: (message: unknown, ...rest: unknown[]) =>
      logger[FRAMEWORK.has(String(rest.at(-1))) ? 'debug' : 'info'](context(rest), String(message)),
    warn: (message: unknown, ...rest: unknown[]) => logger.warn(context(rest), String(message)),
    debug: (message: unknown, ...rest: unknown[]) => logger.debug(context(rest), String(message)),
    verbose: (message: unknown, ...rest: unknown[]) => logger.trace(context(rest), String(message)),
    error: (message: unknown, ...rest: unknown[]) =>
      logger.error(
        { ...context(rest), ...(rest.length > 1 && rest[0] !== undefined && { stack: String(rest[0]) }) },
        String(message),
      ),
    fatal: (message: unknown, ...rest: unknown[]) => logger.fatal(context(rest), String(message)),
  };
}
