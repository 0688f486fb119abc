/** What reading each of the largest groups of real messages showed. Numbers of messages and reasons only, no text and no name. */
export interface Judgement {
  readonly messages: readonly string[]
  readonly verdict: 'right' | 'mixed' | 'wrong'
  readonly reason: string
}

export const judgements: readonly Judgement[] = [
  {
    messages: ['193678', '198247', '205046', '212788', '239190', '242575', '279407'],
    verdict: 'wrong',
    reason:
      'Joined only by one public bus operator; six matters: station exits (193678), cleaning (198247 and 205046, one writer), a line cut short (212788), a plan of the network (239190), a pass for veterans (242575), dirty benches (279407).',
  },
  {
    messages: ['188260', '206379', '212842', '250928', '261103', '267713', '270086'],
    verdict: 'mixed',
    reason:
      'One estate. All but one are about the flues of two eating houses in a common passage (writers of 206379, 212842, and 250928 = 261103 = 267713 = 270086); 188260 is about cooling units of another shop there. Where two alerts name this estate, they are one group and should have been one alert.',
  },
  {
    messages: ['207597', '209518', '241209', '284050'],
    verdict: 'right',
    reason:
      'One demand (a bus line should take another street) by three writers, nearly the same words; 241209 and 284050 are one writer. The subject printed, a school that the text only mentions, is wrong.',
  },
  {
    messages: ['189663', '241203', '250468'],
    verdict: 'mixed',
    reason:
      'One estate. 189663 and 241203 are one matter (railing of an open walkway); 250468 is about registering residence.',
  },
  {
    messages: ['204686', '224997', '250498'],
    verdict: 'right',
    reason: 'Three writers of one developer’s estates: the promised kindergarten and school places are too few.',
  },
  {
    messages: ['218315', '243533', '264053'],
    verdict: 'right',
    reason: 'Three writers, one estate: building has stood still for half a year.',
  },
  {
    messages: ['201766', '226576', '281748'],
    verdict: 'right',
    reason: 'Three writers, one estate, one developer with its property company: unapproved changes of the plan.',
  },
  {
    messages: ['208645', '216459', '286910'],
    verdict: 'wrong',
    reason: 'One estate, three matters: price class (208645), leaks (216459), a clinic at the gate (286910).',
  },
]
