SELECT
    /*which*/ AS which, month_told, venue_type,
    sum(sum_0), sum(sum_1), sum(sum_2), sum(sum_3), sum(sum_4),
    sum(sum_5), sum(sum_6), sum(sum_7), sum(sum_8), sum(sum_9)
FROM event_sums
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;

SELECT /*which*/ AS which, month_told, venue_type, sum(sum_0), sum(sum_1), sum(sum_2), sum(sum_3), sum(sum_4)
FROM material_sums
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;

SELECT /*which*/ AS which, month_told, venue_type, sum(sum_0), sum(sum_1), sum(sum_2), sum(sum_3), sum(sum_4)
FROM reading_sums
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;

SELECT sum(sum_0) FROM event_sums WHERE kind = 'training' AND dataset = 'made_up' AND /*first*/;

SELECT sum(sum_0)
FROM event_sums
WHERE kind <> 'training' AND dataset = 'made_up' AND /*vague*/;
