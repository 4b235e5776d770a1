import type { z } from 'zod'

/** Of a value what a shape has. */
export const pick = <Shape extends z.ZodRawShape>({ shape }: z.ZodObject<Shape>, value: object) =>
  Object.fromEntries(
    Object.keys(shape).map(key => [key, (value as Record<string, unknown>)[key]]),
  ) as z.output<z.ZodObject<Shape>>
