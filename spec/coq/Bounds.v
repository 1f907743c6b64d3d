(* Lengths, representatives and norms: what links congruence mod q with equality over the integers. *)
From Coq Require Import List ZArith Lia Setoid Morphisms.
From Emrshare Require Import Ring Scheme.
Import ListNotations.
Open Scope Z_scope.

(* ---- lists of n coefficients ---- *)

Lemma length_take n a : length (take n a) = n.
Proof. revert a; induction n as [|n IH]; intros [|x a]; cbn; try rewrite IH; reflexivity. Qed.

Lemma coef_take n a i : (i < n)%nat -> coef (take n a) i = coef a i.
Proof.
  revert a i; induction n as [|n IH]; intros [|x a] i H; cbn [take]; try lia.
  - destruct i as [|i]; [reflexivity|]; change (coef (take n []) i = coef [] (S i)).
    rewrite IH, !coef_nil by lia; reflexivity.
  - destruct i as [|i]; [reflexivity|]; apply (IH a i); lia.
Qed.

Lemma take_eqm n q a : eqm n q (take n a) a.
Proof. apply eqm_exact, coef_take. Qed.

Lemma list_eq n a b : length a = n -> length b = n ->
  (forall i, (i < n)%nat -> coef a i = coef b i) -> a = b.
Proof. intros Ha Hb H; apply nth_ext with 0 0; [lia|]; intros i Hi; apply H; lia. Qed.

Lemma length_reduce n q a : length (reduce n q a) = n.
Proof. unfold reduce; rewrite map_length; apply length_take. Qed.

Lemma coef_reduce n q a i : (i < n)%nat -> coef (reduce n q a) i = coef a i mod q.
Proof.
  intro H; unfold reduce; rewrite coef_map by apply Zmod_0_l.
  rewrite coef_take by assumption; reflexivity.
Qed.

Lemma reduce_eqm n q a : 0 < q -> eqm n q (reduce n q a) a.
Proof.
  intros Hq i Hi; rewrite coef_reduce by assumption; exists (- (coef a i / q)).
  pose proof (Z.div_mod (coef a i) q); nia.
Qed.

Lemma eqm_reduce n q a b : 0 < q -> eqm n q a b -> reduce n q a = reduce n q b.
Proof.
  intros Hq H; apply (list_eq n); try apply length_reduce; intros i Hi.
  rewrite !coef_reduce by assumption; destruct (H i Hi) as [k Hk].
  replace (coef a i) with (coef b i + k * q) by lia; apply Z_mod_plus_full.
Qed.

Lemma same_correct a b : same a b = true <-> a = b.
Proof.
  revert b; induction a as [|x a IH]; intros [|y b]; cbn; split; try easy; rewrite Bool.andb_true_iff, Z.eqb_eq, IH.
  - intros [-> ->]; reflexivity.
  - intro E; injection E as -> ->; auto.
Qed.

Theorem inversesb_correct n q a b : 0 < q -> inversesb n q a b = true <-> inverses n q a b.
Proof.
  intro Hq; unfold inversesb, inverses; rewrite same_correct; split; intro H.
  - rewrite <- reduce_eqm, H, reduce_eqm by assumption; reflexivity.
  - apply eqm_reduce; assumption.
Qed.

(* ---- the lift ---- *)

Definition odd (q : Z) : Prop := q mod 2 = 1.

(* ||a||_inf < q/2. *)
Definition short (n : nat) (q : Z) (a : list Z) : Prop := forall i, (i < n)%nat -> 2 * Z.abs (coef a i) < q.

Lemma lift_mod q x : odd q -> 2 * Z.abs x < q -> lift_coefficient q (x mod q) = x.
Proof.
  intros Hq Hx; unfold lift_coefficient, odd in *.
  pose proof (Z.div_mod q 2 ltac:(lia)).
  assert (H2 : (q - 1) / 2 = q / 2) by (symmetry; apply Z.div_unique with 0; lia).
  rewrite H2; destruct (Z_le_gt_dec 0 x) as [H0|H0].
  - rewrite Z.mod_small by lia; destruct (Z.leb_spec x (q / 2)); lia.
  - replace (x mod q) with (x + q) by (apply Z.mod_unique with (-1); lia).
    destruct (Z.leb_spec (x + q) (q / 2)); lia.
Qed.

Lemma coef_lift q a i : 0 < q -> coef (lift q a) i = lift_coefficient q (coef a i).
Proof.
  intro Hq; apply coef_map; unfold lift_coefficient.
  assert (0 <= (q - 1) / 2) by (apply Z.div_pos; lia); destruct (Z.leb_spec 0 ((q - 1) / 2)); lia.
Qed.

Lemma odd_positive n q a : (0 < n)%nat -> short n q a -> 0 < q.
Proof. intros Hn H; specialize (H O Hn); lia. Qed.

(* A short element is the lift of its image in R_q, and of everything congruent to it. *)
Theorem lift_unique n q a b : odd q -> short n q a -> eqm n q b a ->
  lift q (reduce n q b) = take n a.
Proof.
  intros Hq Ha H; apply (list_eq n).
  - unfold lift; rewrite map_length; apply length_reduce.
  - apply length_take.
  - intros i Hi; assert (0 < q) by (apply (odd_positive n q a); [lia | assumption]).
    rewrite (eqm_reduce n q b a), coef_lift, coef_reduce, coef_take by assumption.
    apply lift_mod; [assumption | apply Ha; assumption].
Qed.

Lemma lift_eqm n q a : 0 < q -> eqm n q (lift q a) a.
Proof.
  intros Hq i Hi; rewrite coef_lift by assumption; unfold lift_coefficient.
  destruct (coef a i <=? (q - 1) / 2); [exists 0 | exists (-1)]; lia.
Qed.

Theorem lift_range q r : odd q -> 0 <= r < q -> 2 * Z.abs (lift_coefficient q r) < q.
Proof.
  unfold odd, lift_coefficient; intros Hq Hr; pose proof (Z.div_mod (q - 1) 2 ltac:(lia)).
  assert ((q - 1) mod 2 = 0) by (rewrite Zminus_mod, Hq; reflexivity).
  destruct (Z.leb_spec r ((q - 1) / 2)); lia.
Qed.

(* ---- norms ---- *)

Fixpoint norm1 (a : list Z) : Z := match a with [] => 0 | x :: a' => Z.abs x + norm1 a' end.
Fixpoint norm2sq (a : list Z) : Z := match a with [] => 0 | x :: a' => x * x + norm2sq a' end.

(* ||a||_inf <= B *)
Definition within (B : Z) (a : list Z) : Prop := forall i, Z.abs (coef a i) <= B.

Lemma norm1_nonneg a : 0 <= norm1 a.
Proof. induction a; cbn; lia. Qed.

Lemma norm1_firstn n a : norm1 (firstn n a) <= norm1 a.
Proof.
  revert a; induction n as [|n IH]; intros [|x a]; cbn [firstn norm1]; try lia.
  - pose proof (norm1_nonneg a); lia.
  - specialize (IH a); lia.
Qed.

Lemma coef_norm1 a i : Z.abs (coef a i) <= norm1 a.
Proof.
  revert i; induction a as [|x a IH]; intro i; [rewrite coef_nil; cbn; lia|].
  pose proof (norm1_nonneg a); destruct i as [|i]; cbn [norm1]; [unfold coef; cbn; lia|].
  change (coef (x :: a) (S i)) with (coef a i); specialize (IH i); lia.
Qed.

Lemma within_shift n B v : within B v -> within B (shift n v).
Proof.
  intros H [|i]; (destruct n as [|m]; [rewrite coef_nil; specialize (H O); lia|]).
  - unfold shift, coef; cbn [nth]; fold (coef v m); rewrite Z.abs_opp; apply H.
  - change (coef (shift (S m) v) (S i)) with (coef (firstn m v) i).
    destruct (le_lt_dec m i).
    + rewrite coef_beyond by (rewrite firstn_length; lia); specialize (H O); lia.
    + rewrite coef_firstn by assumption; apply H.
Qed.

Lemma within_act n B a v : within B v -> within (norm1 a * B) (act n a v).
Proof.
  intro H; induction a as [|c a IH]; cbn [act norm1].
  - intro i; rewrite coef_nil; lia.
  - apply (within_shift n) in IH; intro i; rewrite coef_add, coef_scale.
    specialize (IH i); specialize (H i); pose proof (Z.abs_mul c (coef v i)); nia.
Qed.

(* ||a b||_inf <= ||a||_1 ||b||_inf *)
Theorem product_bound n B a b : within B b -> within (norm1 a * B) (mul n a b).
Proof.
  intros H i; pose proof (norm1_firstn n a); destruct (le_lt_dec n i) as [Hi|Hi].
  - rewrite coef_beyond by (pose proof (length_mul n a b); lia); pose proof (norm1_nonneg a); specialize (H O); nia.
  - rewrite (eqm_0 n _ _ (product_is_action n 0 a b) i Hi).
    pose proof (within_act n B (firstn n a) b H i); specialize (H O); nia.
Qed.

Lemma within_add A B a b : within A a -> within B b -> within (A + B) (add a b).
Proof. intros Ha Hb i; rewrite coef_add; specialize (Ha i); specialize (Hb i); lia. Qed.

Lemma within_scale c B a : 0 <= c -> within B a -> within (c * B) (scale c a).
Proof. intros Hc H i; rewrite coef_scale, Z.abs_mul, (Z.abs_eq c) by assumption; specialize (H i); nia. Qed.

(* The same with the operands in the other order, coefficient by coefficient. *)
Lemma product_bound_r n B a b i : (i < n)%nat -> within B b -> Z.abs (coef (mul n b a) i) <= norm1 a * B.
Proof.
  intros Hi H; rewrite (eqm_0 n _ _ (mul_comm n 0 b a) i Hi); apply product_bound, H.
Qed.

Theorem norm1_norm_inf n B a : length a = n -> within B a -> norm1 a <= Z.of_nat n * B.
Proof.
  intros <- H; induction a as [|x a IH]; cbn [norm1 length]; [lia|].
  assert (within B a) by (intro i; apply (H (S i))); specialize (IH H0).
  specialize (H O); unfold coef in H; cbn in H; lia.
Qed.

Lemma norm_cauchy a k t :
  2 * k * t * norm1 a <= Z.of_nat (length a) * (t * t) + k * k * norm2sq a.
Proof.
  induction a as [|x a IH]; cbn [norm1 norm2sq length]; [lia|].
  rewrite Nat2Z.inj_succ; pose proof (Z.square_nonneg (t - k * Z.abs x)).
  replace (x * x) with (Z.abs x * Z.abs x) by (apply Z.abs_square); nia.
Qed.

Lemma norm2sq_nonneg a : 0 <= norm2sq a.
Proof. induction a; cbn; nia. Qed.

(* Cauchy and Schwarz: ||a||_1^2 <= n ||a||^2. *)
Theorem norm1_norm2 n a : length a = n -> norm1 a * norm1 a <= Z.of_nat n * norm2sq a.
Proof.
  intros <-; pose proof (norm_cauchy a (Z.of_nat (length a)) (norm1 a)).
  destruct a as [|x a]; [cbn; lia|].
  set (m := Z.of_nat (length (x :: a))) in *; assert (0 < m) by (cbn [length] in m; lia).
  apply Z.mul_le_mono_pos_l with m; [assumption | nia].
Qed.
