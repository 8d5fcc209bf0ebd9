// main.ts
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.module'
import { NestExpressApplication } from '@nestjs/platform-express'
import { CopilotRuntime } from '@flightdeck/runtime'
import { createCopilotEndpointExpress } from '@flightdeck/runtime/express'
import { BasicAgent } from '@flightdeck/runtime/v2'
async function bootstrap() {
  const app = await NestFactory.create<NestExpressApplication>(AppModule)
  const runtime = new CopilotRuntime({
    agents: {
      default: new BasicAgent({
        model: 'openai/gpt-4o',
        prompt: 'You are helpful.',
      }),
    },
  })
  // Mount under /api/copilotkit (REST-style routes)
  app.use('/api/copilotkit', createCopilotEndpointExpress({ runtime, basePath: '/' }))
  await app.listen(3000)
}
bootstrap()
