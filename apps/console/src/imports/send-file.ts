import { credentialHeaders } from '../api/credentials';
import type { Import, ImportKind } from '../api/import-types';
import { plainFault } from '../api/problem';
import { refusal } from '../api/request';
import { t } from '../intl/text';

export interface Upload {
  done: Promise<Import>;
  cancel: () => void;
}

/** Streams a file from the disk to the server; `fetch` cannot tell how far an upload is, XMLHttpRequest can. */
export function sendFile(file: File, kind: ImportKind, onShare: (share: number) => void): Upload {
  const call = new XMLHttpRequest();
  const done = new Promise<Import>((resolve, reject) => {
    call.open('POST', `/api/v1/imports?kind=${kind}`);
    for (const [name, value] of Object.entries(credentialHeaders(true))) call.setRequestHeader(name, value);
    call.setRequestHeader('Accept', 'application/json');
    call.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onShare(event.loaded / event.total);
    });
    call.addEventListener('load', () => {
      if (call.status === 201) resolve(JSON.parse(call.responseText) as Import);
      else reject(refusal(call.status, call.responseText));
    });
    call.addEventListener('abort', () => reject(plainFault(t('The upload was cancelled.'))));
    call.addEventListener('error', () => reject(new Error('the server could not be reached')));
    const form = new FormData();
    form.append('file', file);
    call.send(form);
  });
  return { done, cancel: () => call.abort() };
}
