import { Module } from '@nestjs/common';
import { EffectiveModule } from '../effective/effective.module.js';
import { ComposeController } from './compose.controller.js';
import { RevealController } from './reveal.controller.js';
import { ComposeService } from './compose.service.js';
import { TemplateComposeController } from './template-compose.controller.js';

/** Stacks as files that run: Compose, and what else there is a renderer for. */
@Module({
  imports: [EffectiveModule],
  controllers: [ComposeController, RevealController, TemplateComposeController],
  providers: [ComposeService],
  exports: [ComposeService],
})
export class ComposeModule {}
