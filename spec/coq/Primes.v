(* Primality by trial division, for moduli up to 2^40 or so. *)
From Coq Require Import ZArith Lia Znumtheory Bool.
Open Scope Z_scope.

(* No divisor among d, d + 2, d + 4, ... up to the square root. *)
Fixpoint no_divisor (steps : nat) (d q : Z) : bool :=
  if q <? d * d then true
  else match steps with
       | O => false
       | S k => negb (q mod d =? 0) && no_divisor k (d + 2) q
       end.

Definition primeb (q : Z) : bool := (2 <? q) && Z.odd q && no_divisor (Z.to_nat (Z.sqrt q)) 3 q.

Lemma no_divisor_correct steps d q : 1 < d -> no_divisor steps d q = true ->
  forall k, 0 <= k -> (d + 2 * k) * (d + 2 * k) <= q -> ~ (d + 2 * k | q).
Proof.
  revert d; induction steps as [|s IH]; intros d Hd H k Hk Hsq; cbn [no_divisor] in H;
    destruct (Z.ltb_spec q (d * d)) as [L|L]; try nia; try discriminate.
  apply andb_true_iff in H as [H1 H2]; apply negb_true_iff, Z.eqb_neq in H1.
  destruct (Z.eq_dec k 0) as [->|K].
  - rewrite Z.mul_0_r, Z.add_0_r; intro D; apply H1, Z.mod_divide; [lia | assumption].
  - specialize (IH (d + 2) ltac:(lia) H2 (k - 1) ltac:(lia)).
    replace (d + 2 + 2 * (k - 1)) with (d + 2 * k) in IH by lia; auto.
Qed.

Theorem primeb_correct q : primeb q = true -> prime q.
Proof.
  unfold primeb; rewrite !andb_true_iff; intros [[Hq Hodd] H]; apply Z.ltb_lt in Hq.
  destruct (prime_dec q) as [|N]; [assumption | exfalso].
  assert (least : forall e, 1 < e -> e * e <= q -> ~ (e | q)).
  { intros e He Hsq D; destruct (Z.Even_or_Odd e) as [[k Hk]|[k Hk]].
    - apply Z.odd_spec in Hodd as [m Hm]; destruct D as [c Hc].
      assert (q = 2 * (c * k)) by (rewrite Hc, Hk; ring); lia.
    - apply (no_divisor_correct _ 3 q ltac:(lia) H (k - 1)); [lia | |];
        replace (3 + 2 * (k - 1)) with e by lia; assumption. }
  destruct (not_prime_divide q ltac:(lia) N) as [e [He D]].
  destruct (Z_le_gt_dec (e * e) q) as [S|S]; [apply (least e); lia || assumption|].
  destruct D as [c Hc]; apply (least c); [nia | nia |]; exists e; lia.
Qed.
