(* The ring of section 1.1 on lists of integers, coefficient 0 first.

   Every law holds for lists of any length up to [eqm n q]: congruence mod q of the first n coefficients (missing
   ones are 0). With q = 0 this is equality over the integers, so R and R_q share one proof. *)
From Coq Require Import List ZArith Lia Ring Setoid Morphisms.
From Emrshare Require Export Operators Karatsuba.
Import ListNotations.
Open Scope Z_scope.

(* ---- the ring ---- *)

Lemma mul_comm n q a b : eqm n q (mul n a b) (mul n b a).
Proof.
  rewrite !product_is_action.
  rewrite <- (firstn_eqm n q b) at 1; rewrite <- (firstn_eqm n q a) at 2.
  rewrite <- (act_one n q (firstn n b)) at 1 by (rewrite firstn_length; lia).
  rewrite <- (act_one n q (firstn n a)) at 2 by (rewrite firstn_length; lia).
  apply act_commute.
Qed.

#[export] Instance mul_proper n q : Proper (eqm n q ==> eqm n q ==> eqm n q) (mul n).
Proof.
  assert (right : forall a b b', eqm n q b b' -> eqm n q (mul n a b) (mul n a b')).
  { intros a b b' H; rewrite !product_is_action, H; reflexivity. }
  intros a a' Ha b b' Hb; rewrite (right a b b' Hb), mul_comm, (mul_comm n q a'); apply right, Ha.
Qed.

Lemma mul_assoc n q a b c : eqm n q (mul n a (mul n b c)) (mul n (mul n a b) c).
Proof.
  rewrite (mul_comm n q (mul n a b) c), (mul_comm n q b c), !product_is_action; apply act_commute.
Qed.

Lemma mul_add_r n q a b c : eqm n q (mul n a (add b c)) (add (mul n a b) (mul n a c)).
Proof. rewrite !product_is_action; apply act_add. Qed.

Lemma mul_add_l n q a b c : eqm n q (mul n (add a b) c) (add (mul n a c) (mul n b c)).
Proof. rewrite mul_comm, mul_add_r, (mul_comm n q c a), (mul_comm n q c b); reflexivity. Qed.

Lemma mul_zero_l n q a : eqm n q (mul n zero a) zero.
Proof. rewrite product_is_action, firstn_nil; reflexivity. Qed.

Lemma mul_one_l n q a : eqm n q (mul n one a) a.
Proof.
  rewrite mul_comm, product_is_action, act_one by (rewrite firstn_length; lia); apply firstn_eqm.
Qed.

Lemma scale_mul n q c a : eqm n q (scale c a) (mul n [c] a).
Proof.
  destruct n as [|m]; [intros i Hi; lia|].
  rewrite product_is_action, firstn_all2 by (cbn; lia); cbn [act]; rewrite shift_nil; by_coefficients.
Qed.

Theorem quotient_ring n q : ring_theory zero one add (mul n) sub opp (eqm n q).
Proof.
  split; intros.
  - reflexivity.
  - by_coefficients.
  - by_coefficients.
  - apply mul_one_l.
  - apply mul_comm.
  - apply mul_assoc.
  - apply mul_add_l.
  - reflexivity.
  - by_coefficients.
Qed.

Lemma ring_operations_proper n q : ring_eq_ext add (mul n) opp (eqm n q).
Proof. split; [apply add_proper | apply mul_proper | apply opp_proper]. Qed.

(* ---- adequacy: this is the product of section 1.1, and the ordinary product mod x^n + 1 ---- *)

Fixpoint sum (k : nat) (f : nat -> Z) : Z :=
  match k with
  | O => 0
  | S m => f O + sum m (fun j => f (S j))
  end.

(* What b contributes to coefficient i by way of x^j: b_{i-j}, or, beyond x^{n-1}, -b_{n+i-j}. *)
Definition wrapped (n : nat) (b : list Z) (i j : nat) : Z :=
  if (j <=? i)%nat then coef b (i - j) else - coef b (n + i - j).

Lemma sum_ext k f g : (forall j, (j < k)%nat -> f j = g j) -> sum k f = sum k g.
Proof.
  revert f g; induction k as [|k IH]; intros f g H; cbn; [reflexivity|].
  rewrite (H O) by lia; f_equal; apply IH; intros j Hj; apply H; lia.
Qed.

Lemma sum_opp k f : sum k (fun j => - f j) = - sum k f.
Proof. revert f; induction k as [|k IH]; intro f; cbn; [reflexivity|]; rewrite IH; lia. Qed.

Lemma coef_act n a b i : (i < n)%nat -> (length a <= n)%nat ->
  coef (act n a b) i = sum (length a) (fun j => coef a j * wrapped n b i j).
Proof.
  intros Hi Ha; revert i Hi; induction a as [|c a IH]; intros i Hi; cbn in Ha.
  - apply coef_nil.
  - cbn [act length sum]; rewrite coef_add, coef_scale, coef_shift by assumption.
    f_equal; [unfold wrapped; rewrite Nat.sub_0_r; reflexivity|].
    destruct i as [|i]; rewrite IH by lia; [rewrite <- sum_opp|]; apply sum_ext; intros j Hj;
      unfold wrapped, coef; cbn [nth]; fold (coef a j); repeat fold (coef b _).
    + replace (j <=? n - 1)%nat with true by (symmetry; apply Nat.leb_le; lia); cbn [Nat.leb].
      replace (n + 0 - S j)%nat with (n - 1 - j)%nat by lia; lia.
    + cbn [Nat.leb Nat.sub]; replace (n + S i - S j)%nat with (n + i - j)%nat by lia; reflexivity.
Qed.

Lemma sum_firstn n a f : (forall j, f j 0 = 0) ->
  sum (length (firstn n a)) (fun j => f j (coef (firstn n a) j)) = sum n (fun j => f j (coef a j)).
Proof.
  revert a f; induction n as [|n IH]; intros a f Hf; [reflexivity|]; destruct a as [|x a]; cbn.
  - rewrite Hf; rewrite (sum_ext n _ (fun _ => 0)).
    + clear; induction n as [|n IH]; cbn; [reflexivity | exact IH].
    + intros j _; apply Hf.
  - f_equal; apply (IH a (fun j => f (S j))); intro j; apply Hf.
Qed.

Theorem product_coefficients n a b i : (i < n)%nat ->
  coef (mul n a b) i =
  sum n (fun j => coef a j * (if (j <=? i)%nat then coef b (i - j) else - coef b (n + i - j))).
Proof.
  intro Hi; rewrite (eqm_0 n _ _ (product_is_action n 0 a b) i Hi), coef_act by (try rewrite firstn_length; lia).
  apply (sum_firstn n a (fun j x => x * wrapped n b i j)); intro j; apply Z.mul_0_l.
Qed.

Fixpoint eval (a : list Z) (t : Z) : Z :=
  match a with
  | [] => 0
  | c :: a' => c + t * eval a' t
  end.

Lemma eval_zero a t : (forall i, coef a i = 0) -> eval a t = 0.
Proof.
  induction a as [|x a IH]; intro H; cbn [eval]; [reflexivity|].
  rewrite IH by (intro i; exact (H (S i))); pose proof (H O) as H0; cbn in H0; lia.
Qed.

(* Lists that differ in trailing zeros alone have the same values. *)
Lemma eval_ext a b t : (forall i, coef a i = coef b i) -> eval a t = eval b t.
Proof.
  revert b; induction a as [|x a IH]; intros b H.
  - symmetry; apply eval_zero; intro i; rewrite <- H; apply coef_nil.
  - destruct b as [|y b].
    + apply eval_zero; intro i; rewrite H; apply coef_nil.
    + cbn [eval]; rewrite (IH b) by (intro i; exact (H (S i))).
      pose proof (H O) as H0; cbn in H0; lia.
Qed.

Lemma eval_add a b t : eval (add a b) t = eval a t + eval b t.
Proof. revert b; induction a as [|x a IH]; intros [|y b]; cbn; try rewrite IH; lia. Qed.

Lemma eval_scale c a t : eval (scale c a) t = c * eval a t.
Proof. induction a as [|x a IH]; cbn; [|unfold scale in IH; rewrite IH]; lia. Qed.

Lemma length_add a b : length (add a b) = Nat.max (length a) (length b).
Proof. revert b; induction a as [|x a IH]; intros [|y b]; cbn; try rewrite IH; reflexivity. Qed.

Lemma length_shift n a : (length (shift n a) <= n)%nat.
Proof. destruct n; cbn; [|rewrite firstn_length]; lia. Qed.

Lemma length_act n a v : (length v <= n)%nat -> (length (act n a v) <= n)%nat.
Proof.
  intro H; induction a as [|c a IH]; cbn [act length]; [lia|].
  rewrite length_add; unfold scale; rewrite map_length; pose proof (length_shift n (act n a v)); lia.
Qed.

Lemma eval_split m v t : (length v <= S m)%nat ->
  eval v t = eval (firstn m v) t + t ^ Z.of_nat m * coef v m.
Proof.
  revert v; induction m as [|m IH]; intros [|x v] H; cbn [eval firstn length] in *.
  - rewrite coef_nil; ring.
  - destruct v; [|cbn in H; lia]; cbn [length Z.of_nat eval coef nth]; unfold coef; cbn [nth]; ring.
  - rewrite coef_nil; ring.
  - rewrite (IH v) by lia; unfold coef; cbn [nth].
    rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia; ring.
Qed.

Lemma eval_shift n v t : (length v <= n)%nat ->
  eval (shift n v) t = t * eval v t - (t ^ Z.of_nat n + 1) * coef v (n - 1).
Proof.
  destruct n as [|m]; intro H.
  - destruct v; [cbn; lia | cbn in H; lia].
  - cbn [shift eval]; rewrite (eval_split m v) by assumption.
    replace (S m - 1)%nat with m by lia.
    rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia; ring.
Qed.

(* As an identity of polynomial functions on the integers, that is, of polynomials. *)
Theorem product_mod_cyclotomic n a b : (length a <= n)%nat -> (length b <= n)%nat ->
  exists Q, forall t, eval a t * eval b t = eval (mul n a b) t + (t ^ Z.of_nat n + 1) * eval Q t.
Proof.
  intros Ha Hb.
  enough (exists Q, forall t, eval a t * eval b t = eval (act n a b) t + (t ^ Z.of_nat n + 1) * eval Q t) as [Q E].
  { exists Q; intro t; rewrite E; f_equal; apply eval_ext; intro i; destruct (le_lt_dec n i).
    - pose proof (length_act n a b Hb); pose proof (length_mul n a b); rewrite !coef_beyond by lia; reflexivity.
    - rewrite <- (firstn_all2 a Ha) at 1; symmetry; apply (eqm_0 n); [apply product_is_action | assumption]. }
  clear Ha.
  induction a as [|c a [Q IH]].
  - exists []; intro t; cbn; ring.
  - exists (coef (act n a b) (n - 1) :: Q); intro t; cbn [act eval].
    rewrite eval_add, eval_scale, eval_shift by (apply length_act; assumption).
    rewrite Z.mul_add_distr_r, <- Z.mul_assoc, IH; ring.
Qed.
