import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane; some 25 ms on a small server. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of a password that nobody has, so that an unknown account costs the same work as a wrong password. */
const nobody = hash('nobody has this password', cost);

@Injectable()
export class Passwords {
  hash(password: string): Promise<string> {
    return hash(password, cost);
  }

  /** False for an account that does not exist, after the same work. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const right = await verify(passwordHash ?? (await nobody), password);
    return right && passwordHash !== undefined;
  }
}
