import { type DynamicModule, Module } from '@nestjs/common';
import { Keyring } from './keyring.js';
import { Secrets } from './secrets.service.js';

/** Sealing for the features. The application gives the keys once, at its root: `SecretsModule.with(keyring)`. */
@Module({ providers: [Secrets], exports: [Secrets] })
export class SecretsModule {
  static with(keyring: Keyring): DynamicModule {
    return {
      module: SecretKeys,
      global: true,
      providers: [{ provide: Keyring, useValue: keyring }],
      exports: [Keyring],
    };
  }
}

@Module({})
class SecretKeys {}
