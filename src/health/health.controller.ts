import { Get, HttpCode } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { HealthService, HealthStatus } from './health.service.js';

/** For whoever watches the server. Outside the API's prefix, so that a version of the API never moves it. */
@Api('Health', 'health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @HttpCode(200)
  @ApiOperation({ summary: 'Whether the process answers' })
  @Answers(200, 'It does.', HealthStatus)
  checkLive(): HealthStatus {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether requests can be served: the database answers and the server is not stopping' })
  @Answers(200, 'They can.', HealthStatus)
  checkReady(): Promise<HealthStatus> {
    return this.health.ready();
  }
}
