import 'reflect-metadata';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

@Controller()
class BareController {
  @Post('v1/batch')
  @HttpCode(200)
  receive(): { success: true } {
    return { success: true };
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), {
  logger: false,
  bodyParser: false,
});
app
  .getHttpAdapter()
  .getInstance()
  .addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    (_request: unknown, body: unknown, done: (error: null, body: unknown) => void) => done(null, body),
  );
await app.listen(Number(process.argv[2]), '127.0.0.1');
process.stdout.write('ready\n');
