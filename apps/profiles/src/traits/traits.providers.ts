import { SetTraits } from './set-traits.usecase.js';
import { TraitsBodyGuard } from './traits-body.guard.js';

export const traitsProviders = [SetTraits, TraitsBodyGuard];
