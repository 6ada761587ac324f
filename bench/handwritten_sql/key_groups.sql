SELECT /*which*/ AS which, key_group, sum(sum_0), sum(sum_1), sum(sum_2)
FROM key_group_sums
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;
