(* The ring of section 1.1 on lists of integers, coefficient 0 first.

   Multiplication by a is a(X) acting on Z^n, X being the shift with X^n = -1. That products commute and
   associate follows from operators that commute; no double sum is needed. Every law holds for lists of any
   length up to [eqm n q]: congruence mod q of the first n coefficients (missing ones are 0). With q = 0 this
   is equality over the integers, so R and R_q share one proof. *)
From Coq Require Import List ZArith Lia Ring Setoid Morphisms.
Import ListNotations.
Open Scope Z_scope.

Definition coef (a : list Z) (i : nat) : Z := nth i a 0.

Definition zero : list Z := [].
Definition one : list Z := [1].

Fixpoint add (a b : list Z) : list Z :=
  match a, b with
  | [], _ => b
  | _, [] => a
  | x :: a', y :: b' => (x + y) :: add a' b'
  end.

Definition scale (c : Z) (a : list Z) : list Z := map (Z.mul c) a.
Definition opp (a : list Z) : list Z := map Z.opp a.
Definition sub (a b : list Z) : list Z := add a (opp b).

(* X: (a_0, ..., a_{n-1}) becomes (-a_{n-1}, a_0, ..., a_{n-2}). *)
Definition shift (n : nat) (a : list Z) : list Z :=
  match n with
  | O => []
  | S m => - coef a m :: firstn m a
  end.

(* a(X) v by Horner's rule. *)
Fixpoint act (n : nat) (a v : list Z) : list Z :=
  match a with
  | [] => []
  | c :: a' => add (scale c v) (shift n (act n a' v))
  end.

(* The negacyclic product. Its cost depends on the size of the left operand's coefficients: the short one
   stands there. *)
Definition mul (n : nat) (a b : list Z) : list Z := act n (firstn n a) b.

Definition eqm (n : nat) (q : Z) (a b : list Z) : Prop :=
  forall i, (i < n)%nat -> (q | coef a i - coef b i).

(* ---- coefficients of the operations ---- *)

Lemma coef_nil i : coef [] i = 0.
Proof. destruct i; reflexivity. Qed.

Lemma coef_add a b i : coef (add a b) i = coef a i + coef b i.
Proof.
  revert b i; induction a as [|x a IH]; intros [|y b] [|i]; cbn; try lia.
  apply IH.
Qed.

Lemma coef_map f a i : f 0 = 0 -> coef (map f a) i = f (coef a i).
Proof. intro H; unfold coef; rewrite <- H at 1; apply map_nth. Qed.

Lemma coef_scale c a i : coef (scale c a) i = c * coef a i.
Proof. apply coef_map; lia. Qed.

Lemma coef_opp a i : coef (opp a) i = - coef a i.
Proof. apply coef_map; reflexivity. Qed.

Lemma coef_sub a b i : coef (sub a b) i = coef a i - coef b i.
Proof. unfold sub; rewrite coef_add, coef_opp; lia. Qed.

Lemma coef_firstn n a i : (i < n)%nat -> coef (firstn n a) i = coef a i.
Proof.
  revert a i; induction n as [|n IH]; intros a i H; [lia|].
  destruct a as [|x a]; [reflexivity|].
  destruct i as [|i]; [reflexivity|]; apply (IH a i); lia.
Qed.

Lemma coef_beyond a i : (length a <= i)%nat -> coef a i = 0.
Proof. apply nth_overflow. Qed.

Lemma coef_shift n a i : (i < n)%nat ->
  coef (shift n a) i = match i with O => - coef a (n - 1) | S k => coef a k end.
Proof.
  destruct n as [|m]; [lia|]; intro H; destruct i as [|k]; cbn.
  - rewrite Nat.sub_0_r; reflexivity.
  - apply coef_firstn; lia.
Qed.

(* ---- congruence ---- *)

#[export] Instance eqm_equiv n q : Equivalence (eqm n q).
Proof.
  split.
  - intros a i _; rewrite Z.sub_diag; apply Z.divide_0_r.
  - intros a b H i Hi; specialize (H i Hi).
    replace (coef b i - coef a i) with (- (coef a i - coef b i)) by lia.
    apply Z.divide_opp_r; assumption.
  - intros a b c H K i Hi; specialize (H i Hi); specialize (K i Hi).
    replace (coef a i - coef c i) with ((coef a i - coef b i) + (coef b i - coef c i)) by lia.
    apply Z.divide_add_r; assumption.
Qed.

Lemma eqm_exact n q a b : (forall i, (i < n)%nat -> coef a i = coef b i) -> eqm n q a b.
Proof. intros H i Hi; rewrite (H i Hi), Z.sub_diag; apply Z.divide_0_r. Qed.

Lemma eqm_0 n a b : eqm n 0 a b -> forall i, (i < n)%nat -> coef a i = coef b i.
Proof. intros H i Hi; specialize (H i Hi); apply Z.divide_0_l in H; lia. Qed.

Lemma eqm_weaken n q a b : eqm n 0 a b -> eqm n q a b.
Proof. intro H; apply eqm_exact, eqm_0, H. Qed.

#[export] Instance add_proper n q : Proper (eqm n q ==> eqm n q ==> eqm n q) add.
Proof.
  intros a a' Ha b b' Hb i Hi; rewrite !coef_add.
  replace (coef a i + coef b i - (coef a' i + coef b' i))
    with ((coef a i - coef a' i) + (coef b i - coef b' i)) by lia.
  apply Z.divide_add_r; auto.
Qed.

#[export] Instance scale_proper n q c : Proper (eqm n q ==> eqm n q) (scale c).
Proof.
  intros a a' Ha i Hi; rewrite !coef_scale, <- Z.mul_sub_distr_l.
  apply Z.divide_mul_r; auto.
Qed.

#[export] Instance opp_proper n q : Proper (eqm n q ==> eqm n q) opp.
Proof.
  intros a a' Ha i Hi; rewrite !coef_opp.
  replace (- coef a i - - coef a' i) with (- (coef a i - coef a' i)) by lia.
  apply Z.divide_opp_r; auto.
Qed.

#[export] Instance sub_proper n q : Proper (eqm n q ==> eqm n q ==> eqm n q) sub.
Proof. intros a a' Ha b b' Hb; unfold sub; rewrite Ha, Hb; reflexivity. Qed.

#[export] Instance shift_proper n q : Proper (eqm n q ==> eqm n q) (shift n).
Proof.
  intros a a' Ha i Hi; rewrite !coef_shift by assumption; destruct i as [|k].
  - replace (- coef a (n - 1) - - coef a' (n - 1)) with (- (coef a (n - 1) - coef a' (n - 1))) by lia.
    apply Z.divide_opp_r, Ha; lia.
  - apply Ha; lia.
Qed.

#[export] Instance act_proper n q a : Proper (eqm n q ==> eqm n q) (act n a).
Proof.
  intros v v' Hv; induction a as [|c a IH]; cbn [act]; [reflexivity|].
  rewrite IH, Hv; reflexivity.
Qed.

(* ---- operators: linear, and they commute ---- *)

Ltac by_coefficients :=
  apply eqm_exact; intros i Hi; unfold sub;
  repeat (rewrite ?coef_add, ?coef_scale, ?coef_opp, ?coef_nil; try rewrite !coef_shift by lia);
  destruct i; cbn match beta; rewrite ?coef_add, ?coef_scale, ?coef_opp, ?coef_nil; ring.

Lemma shift_add n q a b : eqm n q (shift n (add a b)) (add (shift n a) (shift n b)).
Proof. by_coefficients. Qed.

Lemma shift_scale n q c a : eqm n q (shift n (scale c a)) (scale c (shift n a)).
Proof. by_coefficients. Qed.

Lemma shift_nil n q : eqm n q (shift n []) [].
Proof. by_coefficients. Qed.

Lemma act_add n q a u v : eqm n q (act n a (add u v)) (add (act n a u) (act n a v)).
Proof.
  induction a as [|c a IH]; cbn [act]; [reflexivity|].
  rewrite IH, shift_add; by_coefficients.
Qed.

Lemma act_scale n q c a v : eqm n q (act n a (scale c v)) (scale c (act n a v)).
Proof.
  induction a as [|d a IH]; cbn [act]; [reflexivity|].
  rewrite IH, shift_scale; by_coefficients.
Qed.

Lemma act_shift n q a v : eqm n q (act n a (shift n v)) (shift n (act n a v)).
Proof.
  induction a as [|c a IH]; cbn [act].
  - rewrite shift_nil; reflexivity.
  - rewrite IH, shift_add, shift_scale; reflexivity.
Qed.

Lemma act_nil n q a : eqm n q (act n a []) [].
Proof.
  induction a as [|c a IH]; cbn [act]; [reflexivity|].
  rewrite IH, shift_nil; reflexivity.
Qed.

Lemma act_commute n q a b v : eqm n q (act n a (act n b v)) (act n b (act n a v)).
Proof.
  induction a as [|c a IH]; cbn [act].
  - rewrite act_nil; reflexivity.
  - rewrite IH, act_add, act_scale, act_shift; reflexivity.
Qed.

Lemma act_one n q a : (length a <= n)%nat -> eqm n q (act n a one) a.
Proof.
  intro H; apply eqm_exact; revert H; induction a as [|c a IH]; intros H i Hi; cbn [act]; [reflexivity|].
  cbn in H; rewrite coef_add, coef_scale, coef_shift by assumption.
  destruct i as [|k].
  - rewrite IH, (coef_beyond a) by lia; cbn; lia.
  - rewrite IH by lia; change (coef one (S k)) with (coef [] k); rewrite coef_nil.
    change (coef (c :: a) (S k)) with (coef a k); lia.
Qed.

(* ---- the ring ---- *)

Lemma firstn_eqm n q a : eqm n q (firstn n a) a.
Proof. apply eqm_exact, coef_firstn. Qed.

Lemma mul_comm n q a b : eqm n q (mul n a b) (mul n b a).
Proof.
  unfold mul.
  rewrite <- (firstn_eqm n q b) at 1; rewrite <- (firstn_eqm n q a) at 2.
  rewrite <- (act_one n q (firstn n b)) at 1 by (rewrite firstn_length; lia).
  rewrite <- (act_one n q (firstn n a)) at 2 by (rewrite firstn_length; lia).
  apply act_commute.
Qed.

#[export] Instance mul_proper n q : Proper (eqm n q ==> eqm n q ==> eqm n q) (mul n).
Proof.
  assert (right : forall a b b', eqm n q b b' -> eqm n q (mul n a b) (mul n a b')).
  { intros a b b' H; unfold mul; rewrite H; reflexivity. }
  intros a a' Ha b b' Hb; rewrite (right a b b' Hb), mul_comm, (mul_comm n q a'); apply right, Ha.
Qed.

Lemma mul_assoc n q a b c : eqm n q (mul n a (mul n b c)) (mul n (mul n a b) c).
Proof.
  rewrite (mul_comm n q (mul n a b) c), (mul_comm n q b c); unfold mul; apply act_commute.
Qed.

Lemma mul_add_r n q a b c : eqm n q (mul n a (add b c)) (add (mul n a b) (mul n a c)).
Proof. apply act_add. Qed.

Lemma mul_add_l n q a b c : eqm n q (mul n (add a b) c) (add (mul n a c) (mul n b c)).
Proof. rewrite mul_comm, mul_add_r, (mul_comm n q c a), (mul_comm n q c b); reflexivity. Qed.

Lemma mul_zero_l n q a : eqm n q (mul n zero a) zero.
Proof. unfold mul; rewrite firstn_nil; reflexivity. Qed.

Lemma mul_one_l n q a : eqm n q (mul n one a) a.
Proof.
  rewrite mul_comm; unfold mul; rewrite act_one by (rewrite firstn_length; lia); apply firstn_eqm.
Qed.

Lemma scale_mul n q c a : eqm n q (scale c a) (mul n [c] a).
Proof.
  destruct n as [|m]; [intros i Hi; lia|].
  unfold mul; rewrite firstn_all2 by (cbn; lia); cbn [act]; rewrite shift_nil; by_coefficients.
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
  intro Hi; unfold mul; rewrite coef_act by (try rewrite firstn_length; lia).
  apply (sum_firstn n a (fun j x => x * wrapped n b i j)); intro j; apply Z.mul_0_l.
Qed.

Fixpoint eval (a : list Z) (t : Z) : Z :=
  match a with
  | [] => 0
  | c :: a' => c + t * eval a' t
  end.

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
  intros Ha Hb; unfold mul; rewrite firstn_all2 by assumption; clear Ha.
  induction a as [|c a [Q IH]].
  - exists []; intro t; cbn; ring.
  - exists (coef (act n a b) (n - 1) :: Q); intro t; cbn [act eval].
    rewrite eval_add, eval_scale, eval_shift by (apply length_act; assumption).
    rewrite Z.mul_add_distr_r, <- Z.mul_assoc, IH; ring.
Qed.
