import { Injectable, type PipeTransform } from '@nestjs/common';
import { ProblemError } from '@rapport/kernel';

/** A name of the customer's in a path, or all of a path's: one that no text can be, because of U+0000, names nothing. */
@Injectable()
export class NamePipe<Names extends string | object> implements PipeTransform<Names, Names> {
  /** @throws ProblemError `not_found` */
  transform(names: Names): Names {
    const texts = typeof names === 'string' ? [names] : Object.values(names as Record<string, string>);
    if (texts.some((text) => text.includes('\0'))) throw new ProblemError('not_found');
    return names;
  }
}
