import { expect } from 'vitest';
import type { z } from 'zod';
import { problemSchema } from '../domain/problem.schema.ts';
import type { HttpAnswer } from './http.ts';

/** The answer is what the schema says, and holds nothing that it does not name. */
export function expectShape(schema: z.ZodType, { json }: HttpAnswer): void {
  expect(schema.parse(json)).toEqual(json);
}

/** The answer is a whole problem of this status and code. */
export function expectProblem(answer: HttpAnswer, status: number, code: string): void {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect([answer.status, answer.json.status, answer.json.code]).toEqual([status, status, code]);
  expectShape(problemSchema, answer);
}
