import { publicId } from '@rapport/kernel';

/** For people: which message goes out in the place of one that was called off as a duplicate; null when that is not known. */
export function duplicateDetail(counterpartId: string | null | undefined): string | null {
  return counterpartId ? `${publicId('msg', counterpartId)} goes out in its place.` : null;
}
